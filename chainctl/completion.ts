// SPDX-License-Identifier: Apache-2.0
import type { Command } from '@commander-js/extra-typings';
import { formats } from './terminal/format.ts';

/** One way to go on with a command line. */
export interface Completion {
  word: string;
  description: string;
}

/** What flags call what they want to be named, as in `--parent <group>`. */
const named = ['group', 'role'] as const;
export type Named = (typeof named)[number];

/**
 * How the command line can go on. `words` are those already there, the last of them the one that is
 * being typed, perhaps empty. Only words of our own and names that the API has are answered, never
 * anything that was typed.
 */
export async function completions(
  program: Command,
  words: string[],
  nameable: (what: Named) => Promise<Completion[]>,
): Promise<Completion[]> {
  const typed = words.at(-1) ?? '';
  let command = program;
  for (const word of words.slice(0, -1)) command = below(command, word) ?? command;
  const options = lineage(command).flatMap(({ options: all }) =>
    all.filter(({ hidden, long }) => !hidden && long),
  );
  const flag = options.find(({ long, short }) => [long, short].includes(words.at(-2)));
  const wanted = named.find((what) => flag?.flags.endsWith(`<${what}>`));
  const all =
    flag?.long === '--output'
      ? formats.map((word) => ({ word, description: 'a form of output' }))
      : wanted !== undefined
        ? await nameable(wanted)
        : typed.startsWith('-')
          ? options.map(({ long, description }) => ({ word: long ?? '', description }))
          : verbs(command);
  return all.filter(({ word }) => word.startsWith(typed));
}

const verbs = (command: Command): Completion[] =>
  command.commands.flatMap((child) =>
    [child.name(), ...child.aliases()].map((word) => ({ word, description: child.description() })),
  );

const below = (command: Command, word: string): Command | undefined =>
  command.commands.find((child) => child.name() === word || child.aliases().includes(word)) as
    | Command
    | undefined;

function lineage(command: Command): Command[] {
  return command.parent === null ? [command] : [command, ...lineage(command.parent as Command)];
}
