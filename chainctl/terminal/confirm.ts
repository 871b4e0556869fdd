// SPDX-License-Identifier: Apache-2.0
import { createInterface } from 'node:readline/promises';
import { Failure } from '../../core/errors.ts';
import type { Terminal } from './terminal.ts';

/**
 * Asks a question that is answered with yes or no, until it is: `Continue? [Y,n]: `. An empty line
 * means what stands in capitals. A pipe may answer too.
 * @throws Failure INVALID_ARGUMENT when the input ends without an answer
 */
export async function confirm(
  terminal: Terminal,
  question: string,
  usually: boolean,
): Promise<boolean> {
  const lines = createInterface({ input: terminal.in, output: terminal.screen });
  const ended = new Promise<undefined>((resolve) => {
    lines.once('close', () => resolve(undefined));
  });
  const prompt = `${question} [${usually ? 'Y,n' : 'y,N'}]: `;
  try {
    for (;;) {
      const answer = await Promise.race([lines.question(prompt), ended]);
      if (answer === undefined) throw unanswered();
      const word = answer.trim().toLowerCase();
      if (word === '') return usually;
      if (word === 'y' || word === 'yes') return true;
      if (word === 'n' || word === 'no') return false;
    }
  } finally {
    lines.close();
  }
}

const unanswered = (): Failure =>
  new Failure('INVALID_ARGUMENT', 'nobody answered: standard input has ended', {
    place: '--yes',
    next: 'the same command with --yes',
  });
