// SPDX-License-Identifier: Apache-2.0
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Keeps texts so that whoever reads the store alone learns nothing from them. */
export interface Sealer {
  /** The text, encrypted for the place: it opens nowhere else. */
  seal(text: string, place: string): string;
  /** The text again; undefined when no secret that is left opens it. */
  open(sealed: string, place: string): string | undefined;
}

const nonceLength = 12;
const tagLength = 16;

/**
 * Seals with AES-256-GCM under a key of its own drawn from the newest secret (RFC 5869), and opens
 * with any of them, so that secrets can be rotated.
 */
export function sealer(secrets: string[]): Sealer {
  const keys = secrets.map((secret) =>
    Buffer.from(hkdfSync('sha256', secret, '', 'enforce: models of the OpenID Provider', 32)),
  );
  const [newest] = keys;
  if (newest === undefined) throw new Error('there is no secret to seal with');
  return {
    seal: (text, place) => {
      const nonce = randomBytes(nonceLength);
      const cipher = createCipheriv('aes-256-gcm', newest, nonce).setAAD(Buffer.from(place));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
    },
    open: (sealed, place) => {
      const bytes = Buffer.from(sealed, 'base64url');
      for (const key of keys) {
        const text = opened(key, bytes, place);
        if (text !== undefined) return text;
      }
      return undefined;
    },
  };
}

function opened(key: Buffer, bytes: Buffer, place: string): string | undefined {
  try {
    const nonce = bytes.subarray(0, nonceLength);
    const tag = bytes.subarray(nonceLength, nonceLength + tagLength);
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength })
      .setAAD(Buffer.from(place))
      .setAuthTag(tag);
    const body = bytes.subarray(nonceLength + tagLength);
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
