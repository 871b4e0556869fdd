// SPDX-License-Identifier: Apache-2.0
import type { Readable, Writable } from 'node:stream';

/** Where a command reads and writes: data goes to `out`, talk to `err`. */
export interface Terminal {
  in: Readable;
  out: Writable;
  err: Writable;
  /** Whether a person can be asked: both ends of the talk are a terminal. */
  canAsk: boolean;
  /** Whether the data goes to a terminal. */
  toPerson: boolean;
}

/** The terminal of this process. */
export const processTerminal = (): Terminal => ({
  in: process.stdin,
  out: process.stdout,
  err: process.stderr,
  canAsk: Boolean(process.stdin.isTTY && process.stderr.isTTY),
  toPerson: Boolean(process.stdout.isTTY),
});

/** A line of talk. */
export const say = ({ err }: Terminal, line: string): void => void err.write(`${line}\n`);

/** Data, ending with a line break. */
export const tell = ({ out }: Terminal, text: string): void =>
  void out.write(text.endsWith('\n') || text === '' ? text : `${text}\n`);
