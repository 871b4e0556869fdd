// SPDX-License-Identifier: Apache-2.0
import type { Command, Option } from '@commander-js/extra-typings';
import { examples } from '../../chainctl/examples.ts';
import { exitTexts } from '../../chainctl/exit.ts';
import { pathOf } from '../../chainctl/help.ts';
import { wholeProgram } from '../../chainctl/program.ts';
import { processTerminal } from '../../chainctl/terminal/terminal.ts';
import { tableOf } from './table.ts';

/** The page about the command line, from the commands themselves. */
export async function chainctlPage(): Promise<string> {
  const program = await wholeProgram({ terminal: processTerminal(), env: {}, now: Date.now });
  const nouns = program.commands.map((noun) => noun as Command);
  return [
    '# chainctl',
    'Made from the commands themselves by `npm run reference`; `chainctl help` says the same.',
    'Data goes to standard output, talk to standard error. Whoever is not at a terminal is asked',
    'nothing: every question has a flag.',
    '## Everywhere',
    optionsOf(program),
    '## Exit codes',
    tableOf(
      ['code', 'meaning'],
      exitTexts.map(([code, meaning]) => [String(code), meaning]),
    ),
    '## Environment',
    tableOf(['variable', 'what it does'], variables),
    ...nouns.flatMap((noun) => [`## ${noun.name()}`, ...everything(noun)]),
  ].join('\n\n');
}

const variables = [
  ['`CHAINCTL_CONFIG`', 'the file of settings'],
  ['`CHAINGUARD_DEFAULT_GROUP`', 'the group that counts where none is named'],
  ['`BROWSER`', 'what opens the address of a login'],
  ['`VISUAL`, `EDITOR`', 'what `edit` opens'],
  ['`XDG_CONFIG_HOME`, `XDG_CACHE_HOME`', 'where settings and tokens lie on Linux'],
];

function everything(command: Command): string[] {
  if (command.commands.length === 0) return verb(command);
  const also = aliasesOf(command);
  const about = also === '' ? command.description() : `${command.description()}. ${also}`;
  return [about, ...command.commands.flatMap((child) => below(child as Command))];
}

const below = (command: Command): string[] =>
  command.commands.length === 0
    ? [`### ${pathOf(command)}`, ...verb(command)]
    : [`### ${pathOf(command)}`, ...everything(command)];

function verb(command: Command): string[] {
  const path = pathOf(command);
  const usage = ['chainctl', path, ...command.registeredArguments.map(argument)].join(' ');
  const also = aliasesOf(command);
  const lines = examples[path] ?? [];
  return [
    `${command.description()}.${also === '' ? '' : ` ${also}`}`,
    `\`${usage}\``,
    ...(command.options.length === 0 ? [] : [optionsOf(command)]),
    ...(lines.length === 0 ? [] : [['```text', ...lines, '```'].join('\n')]),
  ];
}

const argument = (each: Command['registeredArguments'][number]): string => {
  const name = each.name() + (each.variadic ? '...' : '');
  return each.required ? `<${name}>` : `[${name}]`;
};

const aliasesOf = (command: Command): string => {
  const names = command.aliases().map((alias) => `\`${alias}\``);
  return names.length === 0 ? '' : `Also ${names.join(' and ')}.`;
};

const optionsOf = (command: Command): string =>
  tableOf(
    ['flag', 'what it does'],
    command.options.map((option) => [`\`${option.flags}\``, meaning(option)]),
  );

const meaning = ({ description, defaultValue, mandatory }: Option): string =>
  [
    description,
    ...(mandatory ? ['(needed)'] : []),
    ...(typeof defaultValue === 'string' && defaultValue !== '' ? [`(${defaultValue})`] : []),
  ].join(' ');
