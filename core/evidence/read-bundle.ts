// SPDX-License-Identifier: Apache-2.0
import { type Bundle, bundleFromJSON } from '@sigstore/bundle';
import { HashAlgorithm } from '@sigstore/protobuf-specs';
import type { Carried } from './carried.ts';
import { KeptCertificate } from './kept-certificate.ts';
import { limits } from './limits.ts';
import { orRefuse, Refusal } from './refusal.ts';
import { readStatement } from './says.ts';
import { overDigest, overEnvelope } from './signed-content.ts';
import { readStamp } from './stamp.ts';

/**
 * Reads a sigstore bundle of any version.
 * @throws Refusal if it cannot be read, is too large, or is nothing that is verified here
 */
export function readBundle(bytes: Uint8Array): Carried {
  const bundle = orRefuse('malformed', 'the bundle cannot be read', () =>
    bundleFromJSON(JSON.parse(new TextDecoder().decode(bytes))),
  );
  const { content, tlogEntries, timestampVerificationData } = bundle.verificationMaterial;
  const stamps = timestampVerificationData?.rfc3161Timestamps ?? [];
  within(limits.count, tlogEntries.length, 'log entries');
  within(limits.count, stamps.length, 'timestamps');
  for (const { canonicalizedBody, inclusionProof } of tlogEntries) {
    within(limits.entry, canonicalizedBody.length, 'bytes of a log entry');
    within(limits.hashes, inclusionProof?.hashes.length ?? 0, 'hashes of an inclusion proof');
    const checkpoint = inclusionProof?.checkpoint?.envelope ?? '';
    within(limits.checkpoint, checkpoint.length, 'characters of a checkpoint');
  }
  const certificate = certificateOf(content);
  return {
    format: 'bundle',
    ...contentOf(bundle),
    ...(certificate === undefined ? {} : { certificate }),
    ...(content.$case === 'publicKey' ? { keyHint: hintOf(content.publicKey.hint) } : {}),
    entries: tlogEntries,
    stamps: stamps.map(({ signedTimestamp }) => {
      within(limits.token, signedTimestamp.length, 'bytes of a timestamp');
      return orRefuse('timestamp-invalid', 'the timestamp cannot be read', () =>
        readStamp(signedTimestamp),
      );
    }),
  };
}

function contentOf({ content }: Bundle): Pick<Carried, 'content' | 'says'> {
  if (content.$case === 'dsseEnvelope') {
    const { payload, payloadType, signatures } = content.dsseEnvelope;
    const signature = signatures[0]?.sig ?? Buffer.alloc(0);
    return {
      content: overEnvelope(payloadType, payload, signature),
      says: readStatement(payloadType, payload),
    };
  }
  const { messageDigest, signature } = content.messageSignature;
  if (messageDigest.algorithm !== HashAlgorithm.SHA2_256) {
    throw new Refusal('unsupported', 'what is signed is not named by its sha256');
  }
  // What is signed is the image's manifest itself: its digest is all that there is to say.
  const digest = `sha256:${messageDigest.digest.toString('hex')}`;
  return {
    content: overDigest(messageDigest.digest, signature),
    says: { use: 'signature', about: [{ digest, annotations: {} }] },
  };
}

type Material = Bundle['verificationMaterial']['content'];

/** The signer's certificate. Of a chain (bundles before 0.3) it is the first; no other may be self-signed. */
function certificateOf(content: Material): KeptCertificate | undefined {
  if (content.$case === 'publicKey') return undefined;
  const chain =
    content.$case === 'certificate'
      ? [content.certificate]
      : content.x509CertificateChain.certificates;
  within(limits.count, chain.length, 'certificates');
  const [leaf, ...others] = chain.map(({ rawBytes }) => {
    within(limits.token, rawBytes.length, 'bytes of a certificate');
    return orRefuse(
      'certificate-invalid',
      'a certificate cannot be read',
      () => new KeptCertificate(rawBytes),
    );
  });
  if (others.some(({ subject, issuer }) => subject.equals(issuer))) {
    throw new Refusal('certificate-invalid', 'the bundle brings a root certificate of its own');
  }
  return leaf;
}

/** A hint is, by convention, the base64 of the key's sha256; anything else names no key that we know. */
const hintOf = (hint: string): string => Buffer.from(hint, 'base64').toString('hex');

function within(limit: number, count: number, what: string): void {
  if (count <= limit) return;
  throw new Refusal('too-large', `there are too many ${what}`, {
    expected: `${limit} at most`,
    got: `${count}`,
  });
}
