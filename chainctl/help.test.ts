// SPDX-License-Identifier: Apache-2.0
import type { Command } from '@commander-js/extra-typings';
import { beforeAll, expect, test } from 'vitest';
import { examples } from './examples.ts';
import { pathOf } from './help.ts';
import { run, wholeProgram } from './program.ts';
import { processTerminal } from './terminal/terminal.ts';

let program: Command;
let commands: Command[];
beforeAll(async () => {
  program = await wholeProgram({ terminal: processTerminal(), env: {}, now: Date.now });
  const all = (command: Command): Command[] => [
    command,
    ...command.commands.flatMap((child) => all(child as Command)),
  ];
  commands = all(program);
});

test('every command that does something has an example, and there is none for what is not there', () => {
  const doing = commands.filter((command) => command.commands.length === 0).map(pathOf);
  expect(Object.keys(examples).sort()).toEqual(doing.sort());
});

/** The commands that the words lead through, as far as they name any. */
function through(command: Command, [word, ...rest]: string[]): Command[] {
  if (word === undefined) return [command];
  const below = command.commands.find(
    (child) => child.name() === word || child.aliases().includes(word),
  );
  if (below !== undefined) return [command, ...through(below as Command, rest)];
  // Flags of the whole program, and their values, may come before the first noun.
  return command.parent === null ? through(command, rest) : [command];
}

test('every example names a command, and only flags that it has', () => {
  for (const line of Object.values(examples).flat()) {
    const words = /\bchainctl ([^)|]*)/.exec(line)?.[1]?.split(/\s+/) ?? [];
    const path = through(program, words);
    const usual = path.at(-1)?.commands.filter((child) => child.name() === 'matching') ?? [];
    const known = [...path, ...usual].flatMap((each) =>
      each.options.flatMap(({ short, long }) => [short, long]),
    );
    expect(path.length, line).toBeGreaterThan(1);
    for (const flag of words.filter((word) => /^--?[a-z]/i.test(word))) {
      expect(known, `${flag} in: ${line}`).toContain(flag);
    }
  }
});

test('every command and every flag says what it is', () => {
  for (const command of commands) {
    expect(command.description(), pathOf(command)).not.toBe('');
    for (const { long, description } of command.options) {
      expect(description, `${pathOf(command)} ${long}`).not.toBe('');
    }
  }
});

test('help shows the examples of a command, and what the exit codes mean', async () => {
  const help = async (...words: string[]) => {
    const written: string[] = [];
    const out = { write: (text: string) => written.push(text) };
    const code = await run(words, {
      terminal: { ...processTerminal(), out },
      env: {},
      now: Date.now,
    });
    return { code, text: written.join('') };
  };
  const verb = await help('iam', 'invites', 'create', '--help');
  expect(verb.code).toBe(0);
  expect(verb.text).toContain('\nExamples:\n  chainctl iam invite create my-team --role viewer\n');
  expect((await help('--help')).text).toContain('\n  3    nobody is logged in');
});
