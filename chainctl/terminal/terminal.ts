// SPDX-License-Identifier: Apache-2.0
import { writeSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';

/** Where text goes. */
export interface Sink {
  write(text: string): unknown;
}

/** Where a command reads and writes: data goes to `out`, talk to `err`. */
export interface Terminal {
  in: Readable;
  out: Sink;
  err: Sink;
  /** Where questions are put: the stream behind `err`. */
  screen: Writable;
  /** Whether a person can be asked: both ends of the talk are a terminal. */
  canAsk: boolean;
  /** Whether the data goes to a terminal. */
  toPerson: boolean;
}

/**
 * The terminal of this process. Node's streams for it cost a third of our memory and half the time to
 * start, so text is written without them, and they are made when somebody is asked or listened to.
 */
export const processTerminal = (): Terminal => ({
  get in() {
    return process.stdin;
  },
  out: { write: (text) => writeAll(1, text) },
  err: { write: (text) => writeAll(2, text) },
  get screen() {
    return process.stderr;
  },
  get canAsk() {
    return Boolean(process.stdin.isTTY && process.stderr.isTTY);
  },
  get toPerson() {
    return Boolean(process.stdout.isTTY);
  },
});

/**
 * Writes all of the text before it returns, however slow the reader is. A reader that has seen enough
 * (`chainctl … | head`) is no fault: it ends the process.
 */
function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') process.exit(0);
      // A pipe that somebody made non-blocking, and that is full.
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

/** A line of talk. */
export const say = ({ err }: Terminal, line: string): void => void err.write(`${line}\n`);

/** Data, ending with a line break. */
export const tell = ({ out }: Terminal, text: string): void =>
  void out.write(text.endsWith('\n') || text === '' ? text : `${text}\n`);
