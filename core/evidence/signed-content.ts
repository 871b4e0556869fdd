// SPDX-License-Identifier: Apache-2.0
import { createHash, type KeyObject, verify } from 'node:crypto';
import { dsse } from '@sigstore/core';
import type { SignedEntity } from '@sigstore/verify';
import { verifyDigest } from './digest-signature.ts';
import { type HashAlgorithm, hashesOf } from './public-key.ts';

/** A signature and what it is over, in the form that `@sigstore/verify` asks its questions in. */
export interface SignedContent {
  signature: Buffer;
  /** What a timestamp is over: the signature; in cosign's `.att` layers the whole envelope. */
  stamped: Buffer;
  /** Whether this is the digest of the DSSE envelope as it was stored: all that intoto/0.0.1 entries hold. */
  isEnvelopeDigest?: (digest: Buffer) => boolean;
  /** Whether this is the digest of what a log entry calls the payload. */
  isPayloadDigest: (digest: Buffer) => boolean;
  /** Whether this is the digest of the very bytes that are signed. */
  isSignedDigest: (digest: Buffer) => boolean;
  /** Whether the key made the signature, with one of these hashes. */
  isBy: (key: KeyObject, hash?: HashAlgorithm) => boolean;
}

/** A signature over these bytes. */
export function overBytes(bytes: Buffer, signature: Buffer): SignedContent {
  const isDigest = digestOf(bytes);
  return {
    signature,
    stamped: signature,
    isPayloadDigest: isDigest,
    isSignedDigest: isDigest,
    isBy: (key, hash) => isByOver(bytes, signature, key, hash),
  };
}

/** A signature over a DSSE envelope's payload and its type (their pre-authentication encoding). */
export function overEnvelope(type: string, payload: Buffer, signature: Buffer): SignedContent {
  const bytes = dsse.preAuthEncoding(type, payload);
  return { ...overBytes(bytes, signature), isPayloadDigest: digestOf(payload) };
}

/** A signature over something of which only the sha256 is known. */
export function overDigest(digest: Buffer, signature: Buffer): SignedContent {
  const isDigest = (other: Buffer) => digest.equals(other);
  return {
    signature,
    stamped: signature,
    isPayloadDigest: isDigest,
    isSignedDigest: isDigest,
    isBy: (key) => verifyDigest(digest, signature, key),
  };
}

/** The same, as `@sigstore/verify` wants it. Its `signature` is asked for by timestamps alone. */
export const asSignature = (
  content: SignedContent,
  hash: HashAlgorithm | undefined,
): SignedEntity['signature'] => ({
  signature: content.stamped,
  compareSignature: (other) => content.signature.equals(other),
  compareDigest: content.isPayloadDigest,
  compareSignedDigest: content.isSignedDigest,
  verifySignature: (key) => content.isBy(key, hash),
});

const byLength: { [bytes: number]: HashAlgorithm } = {
  28: 'sha224',
  32: 'sha256',
  48: 'sha384',
  64: 'sha512',
};

/** Compares with the bytes' digest by the hash whose length it has; each is computed once. */
function digestOf(bytes: Buffer): (digest: Buffer) => boolean {
  const known = new Map<HashAlgorithm, Buffer>();
  return (digest) => {
    const hash = byLength[digest.length];
    if (hash === undefined) return false;
    const own = known.get(hash) ?? createHash(hash).update(bytes).digest();
    known.set(hash, own);
    return own.equals(digest);
  };
}

const isByOver = (bytes: Buffer, signature: Buffer, key: KeyObject, hash?: HashAlgorithm) =>
  hashesOf(key, hash).some((each) => verify(each, bytes, key, signature));
