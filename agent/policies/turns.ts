// SPDX-License-Identifier: Apache-2.0

/** So long several changes are waited for before they are taken together, in milliseconds. */
const settling = 20;

/** Runs one after the other, and once for all that asked while one was waited for. */
export function inTurn(run: () => Promise<void>) {
  let running = Promise.resolve();
  let waiting: NodeJS.Timeout | undefined;
  const now = () => {
    clearTimeout(waiting);
    waiting = undefined;
    running = running.then(run);
    return running;
  };
  return {
    /** Runs when those before it are done. */
    now,
    /** Runs soon, together with what comes until then. */
    soon: () => {
      waiting ??= setTimeout(now, settling);
    },
  };
}
