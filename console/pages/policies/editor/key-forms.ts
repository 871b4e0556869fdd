// SPDX-License-Identifier: Apache-2.0
import { readPem } from '../../../../core/policy/pem.ts';

// Stands for core's `public-key.ts` in the page: a browser reads keys only in its own time, and not all
// kinds. What looks like a key passes here; the service reads it and says if it is none.

const form =
  /^-----BEGIN ((?:RSA )?PUBLIC KEY|CERTIFICATE)-----\s+M[A-Za-z0-9+/=\s]+-----END \1-----$/;

/** Whether the text holds what looks like one or more PEM public keys, and nothing private. */
export function isPublicKeys(text: string): boolean {
  const { blocks } = readPem(text);
  return blocks.length > 0 && blocks.every(isKey) && !/PRIVATE KEY/.test(text);
}

/** Whether the text looks like PEM public keys, with not a character besides. */
export const onlyPublicKeys = (text: string): boolean =>
  isPublicKeys(text) && readPem(text).rest.trim() === '';

/** Of which kind a key is, the service says. */
export const publicKeysOf = (): never[] => [];

/** What look like the certificates of a chain; undefined if one does not. Which of them is a CA, the service says. */
export function certificatesOf(text: string): { ca: true }[] | undefined {
  const blocks = readPem(text).blocks.filter((block) => block.includes('BEGIN CERTIFICATE'));
  return blocks.every((block) => form.test(block)) ? blocks.map(() => ({ ca: true })) : undefined;
}

const isKey = (block: string): boolean => form.test(block) && !block.includes('CERTIFICATE');
