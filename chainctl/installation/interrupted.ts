// SPDX-License-Identifier: Apache-2.0
import { Ended } from '../ended.ts';

/** What a shell says of a program that Ctrl-C has ended. */
const stopped = 130;

/**
 * Runs what must tidy up when it is stopped: Ctrl-C gives it a signal instead of ending the process,
 * and the process ends when it has. A second Ctrl-C ends it at once.
 */
export async function interruptible<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = () => controller.abort(new Ended(stopped));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    return await run(controller.signal);
  } catch (error) {
    throw controller.signal.aborted ? controller.signal.reason : error;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
