// SPDX-License-Identifier: Apache-2.0
import { createInterface } from 'node:readline/promises';
import { Failure } from '../../core/errors.ts';
import type { Terminal } from './terminal.ts';

/**
 * Asks a question that is answered with yes or no, until it is: `Continue? [Y,n]: `. An empty line
 * means what stands in capitals. A pipe may answer too. Ctrl-C ends the process as it does elsewhere.
 * @throws Failure INVALID_ARGUMENT when the input ends without an answer
 */
export async function confirm(
  terminal: Terminal,
  question: string,
  usually: boolean,
): Promise<boolean> {
  const lines = createInterface({ input: terminal.in, output: terminal.screen });
  lines.once('SIGINT', () => {
    lines.close();
    process.kill(process.pid, 'SIGINT');
  });
  let ended = false;
  lines.once('close', () => {
    ended = true;
  });
  lines.setPrompt(`${question} [${usually ? 'Y,n' : 'y,N'}]: `);
  lines.prompt();
  try {
    for await (const line of lines) {
      const word = line.trim().toLowerCase();
      if (word === '') return usually;
      if (word === 'y' || word === 'yes') return true;
      if (word === 'n' || word === 'no') return false;
      if (!ended) lines.prompt();
    }
  } finally {
    lines.close();
  }
  throw new Failure('INVALID_ARGUMENT', 'nobody answered: standard input has ended', {
    place: '--yes',
    next: 'the same command with --yes',
  });
}
