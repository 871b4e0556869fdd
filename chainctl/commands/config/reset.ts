// SPDX-License-Identifier: Apache-2.0
import { rm } from 'node:fs/promises';
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../app.ts';
import { confirm } from '../../terminal/confirm.ts';
import { say } from '../../terminal/terminal.ts';
import { fileOf } from './stored.ts';

/** `chainctl config reset` */
export const reset = (app: App) =>
  new Command('reset')
    .description('Forget all settings')
    .option('-y, --yes', 'do not ask')
    .action(async ({ yes }) => {
      const file = fileOf(app);
      if (!yes && !(await confirm(app.terminal, `Delete ${file}?`, false))) {
        return say(app.terminal, 'Nothing was deleted.');
      }
      await rm(file, { force: true });
      return say(app.terminal, `Deleted ${file}`);
    });
