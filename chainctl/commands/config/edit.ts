// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../app.ts';
import { edited } from '../../files/edit.ts';
import { say } from '../../terminal/terminal.ts';
import { fileOf, store, textOf } from './stored.ts';

/** `chainctl config edit` */
export const edit = (app: App) =>
  new Command('edit').description('Change the settings in your editor').action(async () => {
    const text = await edited(app, await textOf(app), 'config.yaml');
    await store(app, text);
    say(app.terminal, `Written to ${fileOf(app)}`);
  });
