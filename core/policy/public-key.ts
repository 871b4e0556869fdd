// SPDX-License-Identifier: Apache-2.0
import { createPublicKey, X509Certificate } from 'node:crypto';

/** Whether the text is one or more PEM public keys, and nothing private. */
export function isPublicKeys(text: string): boolean {
  const blocks = text.match(/-----BEGIN [^-]+-----[\s\S]*?-----END [^-]+-----/g) ?? [];
  return blocks.length > 0 && blocks.every(isPublicKey) && !/PRIVATE KEY/.test(text);
}

function isPublicKey(block: string): boolean {
  if (!/^-----BEGIN (RSA )?PUBLIC KEY-----/.test(block)) return false;
  try {
    createPublicKey(block);
    return true;
  } catch {
    return false;
  }
}

/** The certificates of a PEM chain; undefined if one of them is none. */
export function certificatesOf(pem: string): X509Certificate[] | undefined {
  try {
    const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    return undefined;
  }
}
