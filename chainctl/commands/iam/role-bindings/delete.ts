// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { deleteRoleBinding } from '../../../../core/api/role-bindings.ts';
import { parseUidp } from '../../../../core/iam/uidp.ts';
import type { App } from '../../../app.ts';
import { deleted } from '../../deleted.ts';

/** `chainctl iam role-bindings delete ID` */
export const remove = (app: App) =>
  new Command('delete')
    .alias('rm')
    .description('Take a role away')
    .argument('<id>', 'the id of the binding')
    .option('-y, --yes', 'do not ask')
    .action(async (given, { yes }) => {
      const id = parseUidp(given, 'ID');
      const carryOut = deleteRoleBinding;
      await deleted(app, 'role binding', id, yes, (client) => client.call(carryOut, { id }));
    });
