// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../app.ts';
import { Ended } from '../../ended.ts';
import { exits } from '../../exit.ts';
import { readGiven } from '../../files/read.ts';
import { type Finding, findingOf, readerOf, tellFindings } from '../../findings/finding.ts';
import { say, tell } from '../../terminal/terminal.ts';
import { accepted, type Inspected, inspected } from './accepted.ts';

/** `chainctl policies validate -f FILE…`: without the platform, and without being logged in. */
export const validate = (app: App) =>
  new Command('validate')
    .alias('lint')
    .description('Say what is wrong with policies, and what cannot mean what it says')
    .requiredOption('-f, --filename <file...>', 'files, folders, https URLs, or -')
    .option('-R, --recursive', 'with a folder: the folders in it too')
    .addHelpText(
      'after',
      '\n-o github marks the lines of a pull request, -o gitlab writes a code quality report.',
    )
    .action(async ({ filename, recursive }) => {
      const reader = readerOf(app);
      const read = await Promise.all(filename.map((name) => readGiven(app, name, recursive)));
      if (reader === 'person') {
        const parts = accepted(app, read.flat());
        return tell(
          app.terminal,
          parts.map(({ from, name }) => `${from}: ${name} is valid`).join('\n'),
        );
      }
      const all = read.flat().map(inspected);
      tellFindings(app, reader, all.flatMap(findingsIn));
      const faults = all.flatMap((each) => each.faults).length;
      const valid = all.flatMap(({ parts }) => parts).length;
      say(app.terminal, `Valid policies: ${valid}, faults: ${faults}`);
      if (faults > 0) throw new Ended(exits.failed);
    });

const findingsIn = ({ from, faults, warnings }: Inspected): Finding[] => [
  ...faults.map((each) => findingOf(each, { from, level: 'error', title: 'policy-fault' })),
  ...warnings.map((each) => findingOf(each, { from, level: 'warning', title: 'policy-warning' })),
];
