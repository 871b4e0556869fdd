// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { deleteGroup } from '../../../../core/api/groups.ts';
import type { App } from '../../../app.ts';
import { groupNamed } from '../../../resolve/group.ts';
import { confirm } from '../../../terminal/confirm.ts';
import { say, tell } from '../../../terminal/terminal.ts';

/** `chainctl iam groups delete [GROUP]` */
export const remove = (app: App) =>
  new Command('delete')
    .alias('rm')
    .description('Delete a group that holds no groups, policies or clusters')
    .argument('[group]', 'its name or id')
    .option('-y, --yes', 'do not ask')
    .option('--skip-refresh', 'accepted for older scripts; tokens need no refresh')
    .action(async (group, { yes }) => {
      const id = await groupNamed(app, group);
      const question = `Delete group ${id} with its invites and role bindings?`;
      if (!yes && !(await confirm(app.terminal, question, false))) {
        return say(app.terminal, 'Nothing was deleted.');
      }
      await (await app.client()).call(deleteGroup, { id });
      return tell(app.terminal, `Deleted group ${id}`);
    });
