// SPDX-License-Identifier: Apache-2.0
import type { Command } from '@commander-js/extra-typings';
import { formats } from './terminal/format.ts';

/** One way to go on with a command line. */
export interface Completion {
  word: string;
  description: string;
}

/**
 * How the command line can go on. `words` are those already there, the last of them the one that is
 * being typed, perhaps empty. Only words of our own are answered, never anything that was typed.
 */
export function completions(program: Command, words: string[]): Completion[] {
  const typed = words.at(-1) ?? '';
  if (['-o', '--output'].includes(words.at(-2) ?? '')) {
    const forms = formats.map((word) => ({ word, description: 'a form of output' }));
    return forms.filter(({ word }) => word.startsWith(typed));
  }
  let command = program;
  for (const word of words.slice(0, -1)) command = below(command, word) ?? command;
  const options = lineage(command).flatMap(({ options: all }) =>
    all.filter(({ hidden, long }) => !hidden && long),
  );
  const all: Completion[] = typed.startsWith('-')
    ? options.map(({ long, description }) => ({ word: long ?? '', description }))
    : command.commands.flatMap((child) =>
        [child.name(), ...child.aliases()].map((word) => ({
          word,
          description: child.description(),
        })),
      );
  return all.filter(({ word }) => word.startsWith(typed));
}

const below = (command: Command, word: string): Command | undefined =>
  command.commands.find((child) => child.name() === word || child.aliases().includes(word)) as
    | Command
    | undefined;

function lineage(command: Command): Command[] {
  return command.parent === null ? [command] : [command, ...lineage(command.parent as Command)];
}
