// SPDX-License-Identifier: Apache-2.0
import type { Terminal } from './terminal.ts';

/** One thing to choose, and what tells it from the others. */
export interface Choice<T> {
  value: T;
  label: string;
  hint?: string;
}

/**
 * Lets a person choose one of several in a menu on the terminal; undefined when they leave it with
 * Ctrl-C or Escape.
 */
export async function choose<T>(
  terminal: Terminal,
  question: string,
  choices: Choice<T>[],
): Promise<T | undefined> {
  const { autocomplete, isCancel } = await import('@clack/prompts');
  const answer = await autocomplete<number>({
    message: question,
    options: choices.map(({ label, hint }, value) => ({
      value,
      label,
      ...(hint === undefined ? {} : { hint }),
    })),
    maxItems: 12,
    input: terminal.in,
    output: terminal.screen,
  });
  return isCancel(answer) ? undefined : choices[answer]?.value;
}
