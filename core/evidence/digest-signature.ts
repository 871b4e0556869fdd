// SPDX-License-Identifier: Apache-2.0
import { constants, type KeyObject, publicDecrypt } from 'node:crypto';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import * as z from 'zod';
import { later } from '../later.ts';
import { Refusal } from './refusal.ts';

const curves = { prime256v1: p256, secp384r1: p384, secp521r1: p521 };
const point = later(() => z.object({ x: z.base64url(), y: z.base64url() }));
/** DigestInfo of a sha256 without the digest itself (RFC 8017, 9.2 note 1). */
const sha256Info = Buffer.from('3031300d060960864801650304020105000420', 'hex');

/**
 * Whether the key signed something that has this sha256, without the thing itself: Node verifies over
 * bytes only, so ECDSA is done by `@noble/curves`, and RSA (PKCS #1 v1.5) by undoing the signature.
 * @throws Refusal `unsupported` for Ed25519, which signs bytes and no digest
 */
export function verifyDigest(digest: Buffer, signature: Buffer, key: KeyObject): boolean {
  if (key.asymmetricKeyType === 'ec') return verifyEcdsa(digest, signature, key);
  if (key.asymmetricKeyType === 'rsa') return verifyRsa(digest, signature, key);
  throw new Refusal(
    'unsupported',
    'a signature of a digest cannot be verified with an Ed25519 key',
  );
}

function verifyEcdsa(digest: Buffer, signature: Buffer, key: KeyObject): boolean {
  const name = key.asymmetricKeyDetails?.namedCurve ?? '';
  const curve = Object.entries(curves).find(([each]) => each === name)?.[1];
  if (curve === undefined) return false;
  const { x, y } = point().parse(key.export({ format: 'jwk' }));
  const bytes = [Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')];
  const form = { prehash: false, lowS: false, format: 'der' } as const;
  try {
    return curve.verify(signature, digest, Buffer.concat(bytes), form);
  } catch {
    return false;
  }
}

function verifyRsa(digest: Buffer, signature: Buffer, key: KeyObject): boolean {
  try {
    const opened = publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature);
    return opened.equals(Buffer.concat([sha256Info, digest]));
  } catch {
    return false;
  }
}
