// SPDX-License-Identifier: Apache-2.0
import { createPublicKey, X509Certificate } from 'node:crypto';
import type { TransparencyLogEntry } from '@sigstore/bundle';
import * as z from 'zod';
import { later } from '../later.ts';
import { keyId } from './public-key.ts';
import { orRefuse, Refusal } from './refusal.ts';

/** Whom a log entry names as the signer. */
export interface EntrySigner {
  /** sha256 (hex) of the key, or of the certificate's key. */
  keyId: string;
  /** The certificate (DER), if it names one. */
  certificate?: Buffer;
}

const base64 = later(() => z.base64().transform((text) => Buffer.from(text, 'base64')));
const pemText = later(() => base64().transform((bytes) => bytes.toString('utf8')));
const pem = later(() => pemText().transform(fromPem));
/** intoto/0.0.2 encodes what it took from the envelope once more. */
const pemTwice = later(() =>
  pemText()
    .pipe(base64())
    .transform((bytes) => fromPem(bytes.toString())),
);
const raw = later(() => z.object({ rawBytes: base64() }));
const verifier = later(() =>
  z.union([
    z
      .object({ x509Certificate: raw() })
      .transform((it) => fromCertificate(it.x509Certificate.rawBytes)),
    z.object({ publicKey: raw() }).transform((it) => fromKey(it.publicKey.rawBytes)),
  ]),
);
const one = <T extends z.ZodType>(each: T) => z.tuple([each]).transform(([first]) => first);
const spec = <T extends z.ZodRawShape>(shape: T) => z.object({ spec: z.object(shape) });

/** Where each kind of entry holds its signer. */
const kinds = {
  'hashedrekord/0.0.1': later(() =>
    spec({
      signature: z.object({ publicKey: z.object({ content: pem() }) }),
    }).transform((it) => it.spec.signature.publicKey.content),
  ),
  'hashedrekord/0.0.2': later(() =>
    spec({
      hashedRekordV002: z.object({ signature: z.object({ verifier: verifier() }) }),
    }).transform((it) => it.spec.hashedRekordV002.signature.verifier),
  ),
  'dsse/0.0.1': later(() =>
    spec({
      signatures: one(z.object({ verifier: pem() })),
    }).transform((it) => it.spec.signatures.verifier),
  ),
  'dsse/0.0.2': later(() =>
    spec({
      dsseV002: z.object({ signatures: one(z.object({ verifier: verifier() })) }),
    }).transform((it) => it.spec.dsseV002.signatures.verifier),
  ),
  'intoto/0.0.1': later(() => spec({ publicKey: pem() }).transform((it) => it.spec.publicKey)),
  'intoto/0.0.2': later(() =>
    spec({
      content: z.object({
        envelope: z.object({
          signatures: one(z.object({ publicKey: z.union([pemTwice(), pem()]) })),
        }),
      }),
    }).transform((it) => it.spec.content.envelope.signatures.publicKey),
  ),
};

/** What kind of entry it is, e.g. `hashedrekord/0.0.1`. */
export const kindOf = ({ kindVersion: { kind, version } }: TransparencyLogEntry): string =>
  `${kind}/${version}`;

/**
 * The signer that an entry names.
 * @throws Refusal if it names none, or is of a kind that is not known
 */
export function entrySigner(entry: TransparencyLogEntry): EntrySigner {
  const kind = Object.entries(kinds).find(([name]) => name === kindOf(entry))?.[1];
  if (kind === undefined) {
    throw new Refusal('unsupported', 'the log entry is of a kind that is not known', {
      step: 'log',
      got: kindOf(entry).slice(0, 100),
    });
  }
  return orRefuse('log-entry-invalid', 'the log entry cannot be read', () =>
    kind().parse(JSON.parse(entry.canonicalizedBody.toString('utf8'))),
  );
}

function fromPem(text: string): EntrySigner {
  return text.includes('-----BEGIN CERTIFICATE-----')
    ? fromCertificate(new X509Certificate(text).raw)
    : { keyId: keyId(createPublicKey(text)) };
}

function fromCertificate(der: Buffer): EntrySigner {
  const { publicKey, raw: certificate } = new X509Certificate(der);
  return { keyId: keyId(publicKey), certificate };
}

const fromKey = (der: Buffer): EntrySigner => ({
  keyId: keyId(createPublicKey({ key: der, format: 'der', type: 'spki' })),
});
