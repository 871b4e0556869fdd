// SPDX-License-Identifier: Apache-2.0
import type { Carried } from './carried.ts';
import { certificateKeyId } from './certificate.ts';
import { signerOf } from './certificate-signer.ts';
import { entrySigner } from './log-entry.ts';
import type { PublicKey } from './public-key.ts';
import { Refusal } from './refusal.ts';

/**
 * The key, of those, that made the signature.
 * @throws Refusal `other-kind-of-signer`, `other-key`, or `signature-invalid` where the carrier names
 * one of these keys and it does not fit
 */
export function keyThatSigned(carried: Carried, keys: PublicKey[]): PublicKey {
  const found = keys.find(({ key, hash }) => carried.content.isBy(key, hash));
  if (found !== undefined) return found;
  const named = namedKey(carried);
  const expected = keys.map(({ id }) => id).join(' or ') || 'no key';
  if (keys.some(({ id }) => id === named)) {
    const message = 'the signature does not fit the key that it names';
    throw new Refusal('signature-invalid', message, { expected });
  }
  if (carried.certificate !== undefined) {
    const { subjects, issuer } = signerOf(carried.certificate);
    const got = `${subjects.map(({ value }) => value).join(', ')} of ${issuer}`;
    const message = 'it is signed with a certificate, not with one of the keys';
    throw new Refusal('other-kind-of-signer', message, { expected, got });
  }
  throw new Refusal('other-key', 'it is signed with another key', {
    expected,
    got: named ?? 'a key that it does not name',
  });
}

/** The key (its id) that the carrier says it was signed with: by its hint, certificate or log entry. */
export function namedKey({ keyHint, certificate, entries }: Carried): string | undefined {
  if (keyHint !== undefined) return keyHint;
  if (certificate !== undefined) return certificateKeyId(certificate);
  const [entry] = entries;
  try {
    return entry === undefined ? undefined : entrySigner(entry).keyId;
  } catch {
    return undefined;
  }
}
