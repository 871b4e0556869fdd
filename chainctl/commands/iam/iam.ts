// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../app.ts';
import { accountAssociations } from './account-associations/account-associations.ts';
import { groups } from './groups/groups.ts';
import { identities } from './identities/identities.ts';
import { invites } from './invites/invites.ts';
import { roleBindings } from './role-bindings/role-bindings.ts';
import { roles } from './roles/roles.ts';

/** `chainctl iam`: groups, and who may do what in them. */
export const iam = (app: App) =>
  new Command('iam')
    .description('Groups, and who may do what in them')
    .addCommand(groups(app))
    .addCommand(invites(app))
    .addCommand(roles(app))
    .addCommand(roleBindings(app))
    .addCommand(identities(app))
    .addCommand(accountAssociations(app));
