// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { deleteRole } from '../../../../core/api/roles.ts';
import type { App } from '../../../app.ts';
import { roleNamed } from '../../../resolve/role.ts';
import { deleted } from '../../deleted.ts';

/** `chainctl iam roles delete [ROLE]` */
export const remove = (app: App) =>
  new Command('delete')
    .alias('rm')
    .description('Delete a role that nobody is bound to')
    .argument('[role]', 'its name or id')
    .option('-y, --yes', 'do not ask')
    .action(async (name, { yes }) => {
      const id = await roleNamed(app, name);
      await deleted(app, 'role', id, yes, async (client) => client.call(deleteRole, { id }));
    });
