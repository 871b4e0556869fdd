// SPDX-License-Identifier: Apache-2.0
import { setTimeout as wait } from 'node:timers/promises';

/** Runs the action so many times a second, whatever the earlier ones take; resolves when all are done. */
export async function paced<Result>(
  perSecond: number,
  count: number,
  run: (n: number) => Promise<Result>,
): Promise<Result[]> {
  const begun = performance.now();
  const under: Promise<Result>[] = [];
  for (let n = 0; n < count; n += 1) {
    const due = begun + (n * 1000) / perSecond;
    const early = due - performance.now();
    if (early > 0) await wait(early);
    under.push(run(n));
  }
  return Promise.all(under);
}

/** Runs the action so many times, so many at once. */
export async function together<Result>(
  width: number,
  count: number,
  run: (n: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const worker = async () => {
    for (let n = next++; n < count; n = next++) results.push(await run(n));
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}

/** What lies above this share of the numbers. */
export const percentile = (numbers: readonly number[], share: number): number =>
  numbers.toSorted((a, b) => a - b)[
    Math.min(numbers.length - 1, Math.floor(numbers.length * share))
  ] ?? Number.NaN;

/** The numbers' middle and their tail. */
export const spread = (numbers: readonly number[]) => ({
  p50: percentile(numbers, 0.5),
  p99: percentile(numbers, 0.99),
});
export type Spread = ReturnType<typeof spread>;
