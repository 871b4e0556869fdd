// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';

/** The first pause after a failure, and the longest after many, in milliseconds. */
const shortest = 1_000;
const longest = 60_000;

/**
 * How long to wait after so many failures in a row, in milliseconds: longer each time, and never the
 * same for two that failed together.
 */
export function pauseAfter(failures: number): number {
  const most = Math.min(shortest * 2 ** Math.max(failures - 1, 0), longest);
  return most / 2 + (Math.random() * most) / 2;
}

/** Resolves after so long, or as soon as the signal is aborted. */
export const rest = (time: number, signal: AbortSignal): Promise<void> =>
  sleep(time, undefined, { signal, ref: false }).catch(() => undefined);
