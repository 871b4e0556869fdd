// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { listGroups } from '../../../../core/api/groups.ts';
import type { App } from '../../../app.ts';
import { present } from '../../../terminal/present.ts';
import { say, tell } from '../../../terminal/terminal.ts';
import { groupPresentation } from './presentation.ts';

/** `chainctl iam groups list`: a tree unless another form is asked for. */
export const list = (app: App) =>
  new Command('list')
    .alias('ls')
    .description('List the groups that you can see')
    .action(async () => {
      const { platform } = await app.settings();
      const items = await (await app.client()).all(listGroups, {});
      if (items.length === 0) {
        say(app.terminal, 'You are in no group yet: chainctl iam groups create NAME --no-parent');
      }
      const where = { format: app.format('tree'), console: platform.console };
      tell(app.terminal, await present({ items }, groupPresentation, where));
    });
