// SPDX-License-Identifier: Apache-2.0
import { LRUCache } from 'lru-cache';
import pLimit, { type LimitFunction } from 'p-limit';

/** Lets so many run at once at each host; the others wait for their turn. */
export function lanes(count: number) {
  const open = new LRUCache<string, LimitFunction>({ max: 10_000 });
  return <Result>(host: string, run: () => Promise<Result>): Promise<Result> => {
    const lane = open.get(host) ?? pLimit(count);
    open.set(host, lane);
    return lane(run);
  };
}
