// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../app.ts';
import { say } from '../../terminal/terminal.ts';
import { change, fileOf } from './stored.ts';

/** `chainctl config set KEY=VALUE…` */
export const set = (app: App) =>
  new Command('set')
    .description('Set a setting, e.g. default.group=my-group')
    .argument('<key=value...>', 'keys are those that config view shows, with dots')
    .action(async (pairs) => {
      for (const pair of pairs) {
        const [key = '', value = ''] = pair.split(/=(.*)/s);
        await change(app, key, value === 'true' ? true : value === 'false' ? false : value);
      }
      say(app.terminal, `Written to ${fileOf(app)}`);
    });

/** `chainctl config unset KEY…` */
export const unset = (app: App) =>
  new Command('unset')
    .description('Take a setting away')
    .argument('<key...>', 'keys, with dots')
    .action(async (keys) => {
      for (const key of keys) await change(app, key, undefined);
      say(app.terminal, `Written to ${fileOf(app)}`);
    });
