// SPDX-License-Identifier: Apache-2.0
import { LRUCache } from 'lru-cache';

/** How many tries an address has in a minute. */
const most = 20;
const minute = 60_000;

/**
 * Counts tries by address, in the memory of one instance: says whether there may be one more. A user
 * code is one of 20^8, so what is left after this takes longer than any code lives (RFC 8628 §5.1).
 */
export function attempts(clock: () => number): (address: string) => boolean {
  const tries = new LRUCache<string, { since: number; count: number }>({ max: 10_000 });
  return (address) => {
    const had = tries.get(address);
    const now = clock();
    const current = had !== undefined && now - had.since < minute ? had : { since: now, count: 0 };
    current.count += 1;
    tries.set(address, current);
    return current.count <= most;
  };
}
