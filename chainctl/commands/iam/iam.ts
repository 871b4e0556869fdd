// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../app.ts';
import { groups } from './groups/groups.ts';
import { invites } from './invites/invites.ts';

/** `chainctl iam`: groups, and who may do what in them. */
export const iam = (app: App) =>
  new Command('iam')
    .description('Groups, and who may do what in them')
    .addCommand(groups(app))
    .addCommand(invites(app));
