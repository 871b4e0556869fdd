// SPDX-License-Identifier: Apache-2.0
import { parseReference } from './reference.ts';

/**
 * The reference with the digest that its tag stands for, the tag kept: what runs is so what was judged.
 * A reference that has a digest stays as it is written.
 * @throws Error for what is no reference, and for what is no digest
 */
export function withDigest(reference: string, digest: string): string {
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) throw new Error(`${digest} is no digest`);
  const { kind, name } = parseReference(reference);
  return kind === 'digest' ? reference : `${name}@${digest}`;
}
