// SPDX-License-Identifier: Apache-2.0
import { type KeyObject, sign } from 'node:crypto';
import { dsse } from '@sigstore/core';
import type { Found } from '../../core/evidence/evidence.ts';
import { sha256 } from './altered.ts';

const type = 'cosign container image signature';

/** What `cosign sign` signs for an image. */
export const simpleSigning = (digest: string, more: object = {}): string =>
  JSON.stringify({
    critical: {
      identity: { 'docker-reference': 'registry.example/app' },
      image: { 'docker-manifest-digest': digest },
      type,
      ...more,
    },
    optional: null,
  });

/** A layer as cosign 2 writes it, signed here. */
export function signedLayer(payload: string, key: KeyObject, hash: string | null): Found {
  const signature = sign(hash, Buffer.from(payload), key).toString('base64');
  return {
    kind: 'layer',
    use: 'signature',
    digest: sha256(payload),
    mediaType: 'application/vnd.dev.cosign.simplesigning.v1+json',
    payload: Buffer.from(payload),
    annotations: { 'dev.cosignproject.cosign/signature': signature },
  };
}

/** A statement about an image, as a bundle with a key and nothing else, signed here. */
export function signedStatement(statement: object, key: KeyObject, hash: string | null): Found {
  const payloadType = 'application/vnd.in-toto+json';
  const payload = Buffer.from(JSON.stringify(statement));
  const sig = sign(hash, dsse.preAuthEncoding(payloadType, payload), key).toString('base64');
  return bundle({
    dsseEnvelope: { payloadType, payload: payload.toString('base64'), signatures: [{ sig }] },
  });
}

/** A signature of something itself, as `sign-blob` makes it, with a key and nothing else. */
export function signedMessage(message: Buffer, key: KeyObject, algorithm = 'SHA2_256'): Found {
  const digest = Buffer.from(sha256(message).slice(7), 'hex').toString('base64');
  const hash = key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  return bundle({
    messageSignature: {
      messageDigest: { algorithm, digest },
      signature: sign(hash, message, key).toString('base64'),
    },
  });
}

function bundle(content: object): Found {
  const text = JSON.stringify({
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: { publicKey: { hint: '' }, tlogEntries: [] },
    ...content,
  });
  return { kind: 'bundle', digest: sha256(text), bytes: Buffer.from(text) };
}
