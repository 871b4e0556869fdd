// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { listGroups } from '../../../../core/api/groups.ts';
import type { App } from '../../../app.ts';
import { show } from '../../../show.ts';
import { say } from '../../../terminal/terminal.ts';
import { groupPresentation } from './presentation.ts';

/** `chainctl iam groups list`: a tree unless another form is asked for. */
export const list = (app: App) =>
  new Command('list')
    .alias('ls')
    .description('List the groups that you can see')
    .action(async () => {
      const items = await (await app.client()).all(listGroups, {});
      if (items.length === 0) {
        say(app.terminal, 'You are in no group yet: chainctl iam groups create NAME --no-parent');
      }
      await show(app, { items }, groupPresentation, 'tree');
    });
