// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../core/errors.ts';

/** How long one thing may take, and what ends the waiting. */
export interface Patience {
  /** Milliseconds. */
  most: number;
  signal: AbortSignal;
}

const every = 500;

/**
 * Waits until nothing is missing any more; what is missing is asked for anew each time.
 * @throws Failure DEADLINE_EXCEEDED with what was missing last; the signal's reason when it is given up
 */
export async function until(
  missing: () => Promise<string | undefined>,
  { most, signal }: Patience,
): Promise<void> {
  const end = Date.now() + most;
  for (;;) {
    signal.throwIfAborted();
    const what = await missing();
    if (what === undefined) return;
    if (Date.now() > end) {
      const waited = `after ${Math.round(most / 1000)} s`;
      throw new Failure('DEADLINE_EXCEEDED', `${what}, still ${waited}`, {
        place: '--timeout',
        next: 'chainctl cluster doctor',
      });
    }
    await sleep(every, undefined, { signal });
  }
}
