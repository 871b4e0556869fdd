// SPDX-License-Identifier: Apache-2.0

let waiting: (() => void)[] = [];

/**
 * Waits until all has been read that has arrived by now. Requests that arrive together are then worked
 * on together, step by step and in their order: each step, SQLite's most of all, is run again while it
 * is still warm, and not between two system calls, which halves the work of a list under load. One
 * request alone waits for nothing.
 */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    if (waiting.length === 0) setImmediate(begin);
    waiting.push(resolve);
  });
}

function begin(): void {
  const together = waiting;
  waiting = [];
  for (const resolve of together) resolve();
}
