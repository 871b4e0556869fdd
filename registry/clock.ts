// SPDX-License-Identifier: Apache-2.0
import { setTimeout } from 'node:timers/promises';

/** Time, so that tests need not wait for it. All numbers are milliseconds. */
export interface Clock {
  now: () => number;
  /** Resolves after that long; rejects once the signal is aborted. */
  wait: (time: number, signal: AbortSignal) => Promise<void>;
}

export const realClock: Clock = {
  now: Date.now,
  wait: (time, signal) => setTimeout(time, undefined, { signal }),
};

/** Until when an operation may last. */
export interface Deadline {
  /** Aborts what is under way when the time is over. */
  signal: AbortSignal;
  /** The same moment, in milliseconds since the epoch. */
  until: number;
}

export const deadlineIn = (time: number, clock: Clock): Deadline => ({
  signal: AbortSignal.timeout(time),
  until: clock.now() + time,
});
