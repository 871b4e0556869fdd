// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { listRoleBindings } from '../../../../core/api/role-bindings.ts';
import type { App } from '../../../app.ts';
import { groupNamed } from '../../../resolve/group.ts';
import { identityNamed } from '../../../resolve/identity.ts';
import { roleNamed } from '../../../resolve/role.ts';
import { show } from '../../../show.ts';
import { bindingPresentation } from './presentation.ts';

/** `chainctl iam role-bindings list [--group GROUP] [--identity ID] [--role ROLE]` */
export const list = (app: App) =>
  new Command('list')
    .alias('ls')
    .description('List who holds which role where')
    .option('--group <group>', 'only those of this group: its name or id')
    .option('--identity <identity>', 'only those of this identity')
    .option('--role <role>', 'only those with this role')
    .action(async ({ group, identity, role }) => {
      const items = await (await app.client()).all(listRoleBindings, {
        group: group === undefined ? undefined : await groupNamed(app, group),
        identity: identity === undefined ? undefined : await identityNamed(app, identity),
        role: role === undefined ? undefined : await roleNamed(app, role),
      });
      await show(app, { items }, bindingPresentation);
    });
