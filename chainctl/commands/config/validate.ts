// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../app.ts';
import { parse } from '../../config-file.ts';
import { tell } from '../../terminal/terminal.ts';
import { fileOf, textOf } from './stored.ts';

/** `chainctl config validate` */
export const validate = (app: App) =>
  new Command('validate').description('Say what is wrong with the settings').action(async () => {
    const file = fileOf(app);
    parse(await textOf(app), file);
    tell(app.terminal, `${file} is valid`);
  });
