// SPDX-License-Identifier: Apache-2.0
import { setTimeout as wait } from 'node:timers/promises';

/** Cloud Run kills ten seconds after SIGTERM; this leaves some for letting go. */
const patience = 8_000;

/**
 * Ends the process on SIGTERM: begins to leave, and once all that is underway has been sent, lets go of
 * what is held.
 * functions-framework, which answers the latest request with 500 and exits at once, is relieved of
 * that signal when the first request comes; before it there is nothing to finish. Returns what each
 * answer is passed through.
 */
export function leaveGracefully(
  begin: () => void,
  close: () => Promise<void>,
): (answering: Promise<unknown>) => Promise<unknown> {
  const underway = new Set<Promise<unknown>>();
  const leave = async () => {
    begin();
    await Promise.race([Promise.allSettled(underway), wait(patience)]);
    await Promise.race([close(), wait(1_000)]).catch(() => undefined);
    process.exit(0);
  };
  let relieved = false;
  return (answering) => {
    if (!relieved) {
      relieved = true;
      process.removeAllListeners('SIGTERM');
      process.on('SIGTERM', () => void leave());
    }
    underway.add(answering);
    return answering.finally(() => underway.delete(answering));
  };
}
