// SPDX-License-Identifier: Apache-2.0
import type { Carried } from './carried.ts';
import type { Found } from './evidence.ts';
import { limits } from './limits.ts';
import { readBundle } from './read-bundle.ts';
import { readLayer } from './read-layer.ts';
import { Refusal } from './refusal.ts';

/** What was read, by what it was read from: several authorities ask about the same things. */
const known = new WeakMap<Found, Carried>();

/**
 * Reads one thing found; once, however often it is asked for.
 * @throws Refusal if it cannot be read, is too large, or is nothing that is verified here
 */
export function readFound(found: Found): Carried {
  const before = known.get(found);
  if (before !== undefined) return before;
  const size = found.kind === 'layer' ? found.payload.length : found.bytes.length;
  if (size > limits.payload) {
    throw new Refusal('too-large', 'it is too large', {
      expected: `${limits.payload} bytes at most`,
      got: `${size} bytes`,
    });
  }
  const carried = found.kind === 'layer' ? readLayer(found) : readBundle(found.bytes);
  known.set(found, carried);
  return carried;
}
