// SPDX-License-Identifier: Apache-2.0
import { createPublicKey, X509Certificate } from 'node:crypto';
import { readPem } from './pem.ts';

const publicBlock = /^-----BEGIN ((?:RSA )?PUBLIC KEY)-----[A-Za-z0-9+/=\s]+-----END \1-----$/;

/** Whether the text holds one or more PEM public keys, and nothing private. */
export function isPublicKeys(text: string): boolean {
  const { blocks } = readPem(text);
  return blocks.length > 0 && blocks.every(isPublicKey) && !/PRIVATE KEY/.test(text);
}

/** Whether the text is one or more PEM public keys and not a character besides. */
export const onlyPublicKeys = (text: string): boolean =>
  isPublicKeys(text) && readPem(text).rest.trim() === '';

function isPublicKey(block: string): boolean {
  if (!publicBlock.test(block)) return false;
  try {
    createPublicKey(block);
    return true;
  } catch {
    return false;
  }
}

/** The certificates of a PEM chain; undefined if one of them is none. */
export function certificatesOf(text: string): X509Certificate[] | undefined {
  try {
    const { blocks } = readPem(text);
    return blocks
      .filter((block) => block.startsWith('-----BEGIN CERTIFICATE-----'))
      .map((block) => new X509Certificate(block));
  } catch {
    return undefined;
  }
}
