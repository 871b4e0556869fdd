// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../core/errors.ts';

/** How long one thing may take, and what ends the waiting. */
export interface Patience {
  /** Milliseconds. */
  most: number;
  signal: AbortSignal;
}

/** What is not as it should be yet. */
export interface Missing {
  /** A sentence without a full stop. */
  what: string;
  /** What to do about it, or the next command; the doctor knows more if absent. */
  cure?: string | undefined;
  /** Waiting does not mend it: `now`, or unless it is otherwise a little `later`. */
  hopeless?: 'now' | 'later' | undefined;
}

const every = 500;

/** So long what is hopeless later may mend by itself: a kubelet tries again after 10 s. In milliseconds. */
const grace = 25_000;

/**
 * Waits until nothing is missing any more; what is missing is asked for anew each time.
 * @throws Failure DEADLINE_EXCEEDED with what was missing last; FAILED_PRECONDITION with what does not
 *   mend by waiting, early; the signal's reason when it is given up
 */
export async function until(
  missing: () => Promise<Missing | undefined>,
  { most, signal }: Patience,
): Promise<void> {
  const begun = Date.now();
  let hopelessSince = Number.POSITIVE_INFINITY;
  for (;;) {
    signal.throwIfAborted();
    const found = await missing();
    if (found === undefined) return;
    const { what, cure: next = 'chainctl cluster doctor', hopeless } = found;
    const now = Date.now();
    hopelessSince =
      hopeless === undefined ? Number.POSITIVE_INFINITY : Math.min(hopelessSince, now);
    const allowed = hopeless === 'now' ? 0 : Math.min(grace, most / 10);
    if (now - hopelessSince >= allowed) throw new Failure('FAILED_PRECONDITION', what, { next });
    if (now - begun > most) {
      const waited = `after ${Math.round(most / 1000)} s`;
      throw new Failure('DEADLINE_EXCEEDED', `${what}, still ${waited}`, {
        place: '--timeout',
        next,
      });
    }
    await sleep(every, undefined, { signal });
  }
}
