// SPDX-License-Identifier: Apache-2.0
import { parseTrustedRoot } from '../../core/evidence/trust.ts';
import type { Trusted } from '../../core/policy/trusts.ts';

/** A trusted root and its freshness. Decisions read `current`; fetching goes on beside them. */
export interface Root {
  /** What is in effect at this moment: never waits, and the same object until it changes. */
  current: () => Trusted;
  /** Whether it is time to ask again. */
  due: () => boolean;
  /** Asks whether there is anything newer; who asks meanwhile shares the answer. Never throws. */
  refresh: () => Promise<Refreshed>;
  /** Whether anything answered since the last refresh began: without a network nothing does. */
  heard: () => boolean;
  /** Gives up what is under way. */
  close: () => Promise<void>;
}

/** What came of asking. Whatever it is, the last good root stays in effect. */
export type Refreshed =
  | { kind: 'fresh' }
  /** Nobody was asked: nothing is sent, or there is nobody to ask. */
  | { kind: 'left' }
  | { kind: 'unreachable'; reason: string }
  /** There is something, and it is not to be believed. */
  | { kind: 'refused'; reason: string };

/** A root that is what it is, for good. */
export const settledRoot = (trusted: Trusted): Root => ({
  current: () => trusted,
  due: () => false,
  refresh: async () => ({ kind: 'left' }),
  heard: () => false,
  close: async () => undefined,
});

/** The trust of a `trusted_root.json`, or why there is none. */
export function trustedBy(text: string): Trusted {
  try {
    return { trust: parseTrustedRoot(text) };
  } catch (error) {
    const why =
      error instanceof Error && !(error instanceof SyntaxError) ? error.message : 'no JSON';
    return { fault: `it is no trusted root: ${why.split('\n', 1)[0]?.slice(0, 200)}` };
  }
}
