// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { createRoleBinding } from '../../../../core/api/role-bindings.ts';
import type { App } from '../../../app.ts';
import { groupNamed } from '../../../resolve/group.ts';
import { identityNamed } from '../../../resolve/identity.ts';
import { roleNamed } from '../../../resolve/role.ts';
import { show } from '../../../show.ts';
import { bindingPresentation } from './presentation.ts';

/** `chainctl iam role-bindings create --identity ID --role ROLE --group GROUP` */
export const create = (app: App) =>
  new Command('create')
    .description('Give an identity a role at a group')
    .requiredOption(
      '--identity <identity>',
      'a person’s id, or the name or id of a machine identity',
    )
    .option('--role <role>', 'its name or id')
    .option('--group <group>', 'the group, with all below: its name or id')
    .action(async ({ identity, role, group }) => {
      const parent = await groupNamed(app, group);
      const roleBinding = {
        identity: await identityNamed(app, identity),
        role: await roleNamed(app, role),
      };
      const item = await (await app.client()).call(createRoleBinding, { parent, roleBinding });
      await show(app, { item }, bindingPresentation);
    });
