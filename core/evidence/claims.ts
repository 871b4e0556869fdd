// SPDX-License-Identifier: Apache-2.0
import type { Said } from './carried.ts';
import { Refusal } from './refusal.ts';

/**
 * The annotations that go with the digest, in what is signed.
 * @throws Refusal `other-image` if it is about other images only
 */
export function annotationsFor(digest: string, { about }: Said): { [name: string]: string } {
  const found = about.find((each) => each.digest === digest);
  if (found !== undefined) return found.annotations;
  const others = about.slice(0, 3).map((each) => each.digest.slice(0, 80));
  throw new Refusal('other-image', 'it is about another image', {
    expected: digest,
    got: others.join(', ') || 'no sha256 digest',
  });
}
