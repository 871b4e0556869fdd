// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { updateRoleBinding } from '../../../../core/api/role-bindings.ts';
import { parseUidp } from '../../../../core/iam/uidp.ts';
import type { App } from '../../../app.ts';
import { roleNamed } from '../../../resolve/role.ts';
import { show } from '../../../show.ts';
import { bindingPresentation } from './presentation.ts';

/** `chainctl iam role-bindings update ID --role ROLE` */
export const update = (app: App) =>
  new Command('update')
    .alias('set')
    .description('Put another role in a binding')
    .argument('<id>', 'the id of the binding')
    .option('--role <role>', 'its name or id')
    .action(async (given, { role }) => {
      const id = parseUidp(given, 'ID');
      const request = { id, role: await roleNamed(app, role) };
      const item = await (await app.client()).call(updateRoleBinding, request);
      await show(app, { item }, bindingPresentation);
    });
