// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../app.ts';
import { build } from '../../build.ts';
import { say } from '../../terminal/terminal.ts';
import { change, fileOf } from './stored.ts';

/** `chainctl config save`: what flags and environment say now is said by the file from then on. */
export const save = (app: App) =>
  new Command('save').description('Keep the settings in force, flags included').action(async () => {
    const { platform, group } = await app.settings();
    for (const [name, value] of Object.entries(platform)) {
      const own = value === build.platform[name as keyof typeof platform];
      await change(app, `platform.${name}`, own ? undefined : value);
    }
    if (group !== undefined) await change(app, 'default.group', group);
    say(app.terminal, `Written to ${fileOf(app)}`);
  });
