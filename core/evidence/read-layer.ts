// SPDX-License-Identifier: Apache-2.0
import type { TransparencyLogEntry } from '@sigstore/bundle';
import * as z from 'zod';
import { later } from '../later.ts';
import type { Carried } from './carried.ts';
import type { Found } from './evidence.ts';
import { KeptCertificate } from './kept-certificate.ts';
import { limits } from './limits.ts';
import { orRefuse, Refusal } from './refusal.ts';
import { readSimpleSigning, readStatement } from './says.ts';
import { overBytes, overEnvelope } from './signed-content.ts';
import { readStamp, type Stamp } from './stamp.ts';

export type Layer = Extract<Found, { kind: 'layer' }>;

const base64 = later(() => z.base64().transform((text) => Buffer.from(text, 'base64')));
const logged = later(() => {
  const whole = z.int().nonnegative();
  return z.looseObject({
    SignedEntryTimestamp: base64(),
    Payload: z.looseObject({
      body: base64(),
      integratedTime: whole,
      logIndex: whole,
      logID: z.string().regex(/^([0-9a-f]{2})+$/i),
    }),
  });
});
const body = later(() => z.looseObject({ kind: z.string(), apiVersion: z.string() }));
const stamped = later(() => z.looseObject({ SignedRFC3161Timestamp: base64() }));
const envelope = later(() =>
  z.looseObject({
    payloadType: z.string(),
    payload: base64(),
    signatures: z.array(z.looseObject({ sig: base64() })),
  }),
);

/**
 * Reads a layer of cosign's `.sig` or `.att` manifest. What its annotations say beside signature,
 * certificate, log entry and timestamp is not looked at; nor is the chain: intermediates are the trust
 * root's to name.
 * @throws Refusal if it cannot be read, is too large, or is nothing that is verified here
 */
export function readLayer(layer: Layer): Carried {
  const { annotations } = layer;
  for (const [name, value] of Object.entries(annotations)) {
    if (value.length > limits.annotation) {
      throw new Refusal('too-large', `annotation ${name.slice(0, 80)} is too large`);
    }
  }
  const certificate = annotations['dev.sigstore.cosign/certificate'] || undefined;
  const entry = annotations['dev.sigstore.cosign/bundle'] || undefined;
  const stamp = annotations['dev.sigstore.cosign/rfc3161timestamp'] || undefined;
  return {
    format: 'legacy',
    ...contentOf(layer),
    ...(certificate === undefined ? {} : { certificate: firstOf(certificate) }),
    entries:
      entry === undefined
        ? []
        : [orRefuse('malformed', 'the log entry cannot be read', () => entryOf(entry))],
    stamps:
      stamp === undefined
        ? []
        : [orRefuse('timestamp-invalid', 'the timestamp cannot be read', () => stampOf(stamp))],
  };
}

function contentOf({
  use,
  mediaType,
  payload,
  annotations,
}: Layer): Pick<Carried, 'content' | 'says'> {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  if (mediaType === 'application/vnd.dev.cosign.simplesigning.v1+json' && use === 'signature') {
    const text = annotations['dev.cosignproject.cosign/signature'] ?? '';
    const signature = orRefuse('malformed', 'the signature cannot be read', () =>
      base64().parse(text),
    );
    return { content: overBytes(bytes, signature), says: readSimpleSigning(bytes) };
  }
  if (mediaType === 'application/vnd.dsse.envelope.v1+json' && use === 'attestation') {
    const read = orRefuse('malformed', 'the envelope cannot be read', () =>
      envelope().parse(JSON.parse(bytes.toString('utf8'))),
    );
    const [first, ...others] = read.signatures;
    if (first === undefined || others.length > 0) {
      throw new Refusal('unsupported', 'an envelope must have one signature', {
        expected: '1',
        got: `${read.signatures.length}`,
      });
    }
    const content = overEnvelope(read.payloadType, read.payload, first.sig);
    return {
      // cosign 2 has the whole envelope timestamped, and intoto/0.0.1 log entries hold its digest.
      content: {
        ...content,
        stamped: bytes,
        isEnvelopeDigest: overBytes(bytes, first.sig).isSignedDigest,
      },
      says: readStatement(read.payloadType, read.payload),
    };
  }
  throw new Refusal('unsupported', `a layer of this kind is no ${use}`, {
    got: mediaType.slice(0, 100),
  });
}

/** The signer's certificate is the first of the PEM text. */
function firstOf(text: string): KeptCertificate {
  return orRefuse('certificate-invalid', 'the certificate cannot be read', () => {
    const found = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/.exec(
      text,
    );
    const der = Buffer.from(found?.[1] ?? '', 'base64');
    if (der.length > limits.token) throw new Refusal('too-large', 'the certificate is too large');
    return new KeptCertificate(der);
  });
}

function entryOf(text: string): TransparencyLogEntry {
  const { SignedEntryTimestamp, Payload } = logged().parse(JSON.parse(text));
  const { kind, apiVersion } = body().parse(JSON.parse(Payload.body.toString('utf8')));
  return {
    logIndex: `${Payload.logIndex}`,
    logId: { keyId: Buffer.from(Payload.logID, 'hex') },
    kindVersion: { kind, version: apiVersion },
    integratedTime: `${Payload.integratedTime}`,
    inclusionPromise: { signedEntryTimestamp: SignedEntryTimestamp },
    inclusionProof: undefined,
    canonicalizedBody: Payload.body,
  };
}

const stampOf = (text: string): Stamp =>
  readStamp(stamped().parse(JSON.parse(text)).SignedRFC3161Timestamp);
