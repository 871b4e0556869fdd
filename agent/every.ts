// SPDX-License-Identifier: Apache-2.0
import { asFailure, type Failure } from '../core/errors.ts';
import { pauseAfter, rest } from './pause.ts';

/** Something that is done again and again. */
export interface Repeated {
  /** Does it now, or once more if it is under way. */
  soon: () => void;
  stop: () => void;
}

/**
 * Does it every so many milliseconds, as it says itself, and sooner when asked; never twice at a time.
 * After a failure it waits longer each time, whoever asks.
 */
export function repeat(
  run: (signal: AbortSignal) => Promise<number>,
  troubled: (failure: Failure) => void,
): Repeated {
  const stopped = new AbortController();
  let wanted = new AbortController();
  const going = async (): Promise<void> => {
    let failures = 0;
    while (!stopped.signal.aborted) {
      wanted = new AbortController();
      const { signal } = wanted;
      try {
        const pause = await run(stopped.signal);
        failures = 0;
        await rest(pause, AbortSignal.any([stopped.signal, signal]));
      } catch (error) {
        if (stopped.signal.aborted) return;
        troubled(asFailure(error));
        failures += 1;
        await rest(pauseAfter(failures), stopped.signal);
      }
    }
  };
  void going();
  return { soon: () => wanted.abort(), stop: () => stopped.abort() };
}
