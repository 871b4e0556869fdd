// SPDX-License-Identifier: Apache-2.0
import type { Terminal } from './terminal.ts';

/** Shows on a terminal how far something has come, if there is more than one; nothing in a pipe. */
export function progress(
  { err, canAsk }: Terminal,
  total: number,
  what: string,
): (count: number) => void {
  if (!canAsk || total < 2) return () => {};
  return (count) => {
    err.write(count < total ? `\r${count} of ${total} ${what}` : '\r\u001b[K');
  };
}
