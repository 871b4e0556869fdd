// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../app.ts';
import { readGiven } from '../../files/read.ts';
import { tell } from '../../terminal/terminal.ts';
import { accepted } from './accepted.ts';

/** `chainctl policies validate -f FILE…`: without the platform, and without being logged in. */
export const validate = (app: App) =>
  new Command('validate')
    .alias('lint')
    .description('Say what is wrong with policies, and what cannot mean what it says')
    .requiredOption('-f, --filename <file...>', 'files, folders, https URLs, or -')
    .option('-R, --recursive', 'with a folder: the folders in it too')
    .action(async ({ filename, recursive }) => {
      const read = await Promise.all(filename.map((name) => readGiven(app, name, recursive)));
      const parts = accepted(app, read.flat());
      const lines = parts.map(({ from, name }) => `${from}: ${name} is valid`);
      tell(app.terminal, lines.join('\n'));
    });
