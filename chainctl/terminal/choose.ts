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
  const answer = await autocomplete<number>(menu(terminal, question, choices));
  return isCancel(answer) ? undefined : choices[answer]?.value;
}

/**
 * Lets a person choose one or more, each with Tab; undefined when they leave the menu with Ctrl-C or
 * Escape.
 */
export async function chooseSeveral<T>(
  terminal: Terminal,
  question: string,
  choices: Choice<T>[],
): Promise<T[] | undefined> {
  const { autocompleteMultiselect, isCancel } = await import('@clack/prompts');
  const asked = { ...menu(terminal, question, choices), required: true };
  const answer = await autocompleteMultiselect<number>(asked);
  if (isCancel(answer)) return undefined;
  return choices.filter((_, index) => answer.includes(index)).map(({ value }) => value);
}

const menu = (terminal: Terminal, question: string, choices: Choice<unknown>[]) => ({
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
