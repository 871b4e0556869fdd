// SPDX-License-Identifier: Apache-2.0
import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { readPem } from '../policy/pem.ts';

export type HashAlgorithm = 'sha224' | 'sha256' | 'sha384' | 'sha512';

/** A key that signatures are held against. */
export interface PublicKey {
  /** sha256 (hex) of the SPKI in DER: the same key has the same id wherever it comes from. */
  id: string;
  key: KeyObject;
  /** What the policy says is hashed with; of no meaning for Ed25519. */
  hash: HashAlgorithm;
}

/**
 * The public keys of a PEM text, in its order.
 * @throws Error if there is none, or one that is not ECDSA on a NIST curve, RSA or Ed25519
 */
export function publicKeysOf(pem: string, hash: HashAlgorithm = 'sha256'): PublicKey[] {
  const blocks = readPem(pem).blocks.filter((each) => /^-----BEGIN (RSA )?PUBLIC KEY/.test(each));
  const keys = blocks.map((each) => createPublicKey(each));
  if (keys.length === 0) throw new Error('no PEM public key in it');
  return keys.map((key) => {
    if (!isSupported(key))
      throw new Error('a key is neither ECDSA (P-256, P-384, P-521), RSA nor Ed25519');
    return { id: keyId(key), key, hash };
  });
}

/** sha256 (hex) of the key's SPKI in DER. */
export const keyId = (key: KeyObject): string =>
  createHash('sha256')
    .update(key.export({ format: 'der', type: 'spki' }))
    .digest('hex');

const curves = ['prime256v1', 'secp384r1', 'secp521r1'];
/** What signers hash with on a curve when nobody says otherwise. */
const ownHash: { [curve: string]: HashAlgorithm } = { secp384r1: 'sha384', secp521r1: 'sha512' };

/**
 * The hashes that a signature of this key may be over: the one that is named, and on P-384 and P-521
 * the curve's own, as cosign 3 signs; without a name (certificates) sha256 as well, as cosign 2 signs.
 * Ed25519 hashes by itself: one entry, null.
 */
export function hashesOf(key: KeyObject, named?: HashAlgorithm): (HashAlgorithm | null)[] {
  if (key.asymmetricKeyType === 'ed25519') return [null];
  const own = ownHash[key.asymmetricKeyDetails?.namedCurve ?? ''] ?? 'sha256';
  if (key.asymmetricKeyType !== 'ec') return [named ?? 'sha256'];
  if (own === 'sha256') return [named ?? own];
  return [...new Set([named ?? 'sha256', own])];
}

function isSupported({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  if (asymmetricKeyType === 'ec') return curves.includes(asymmetricKeyDetails?.namedCurve ?? '');
  return asymmetricKeyType === 'rsa' || asymmetricKeyType === 'ed25519';
}
