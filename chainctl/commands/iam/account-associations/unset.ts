// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import {
  deleteAssociation,
  listAssociations,
  updateAssociation,
} from '../../../../core/api/associations.ts';
import type { App } from '../../../app.ts';
import { groupNamed } from '../../../resolve/group.ts';
import { only } from '../../../resolve/only.ts';
import { tell } from '../../../terminal/terminal.ts';
import { cloudNamed } from './cloud.ts';

/** `chainctl iam account-associations unset gcp|aws [GROUP]` */
export const unset = (app: App) =>
  new Command('unset')
    .description('End the association of a group with a cloud')
    .argument('<cloud>', 'gcp or aws')
    .argument('[group]', 'its name or id')
    .action(async (cloud, name) => {
      const other = cloudNamed(cloud) === 'google' ? 'amazon' : 'google';
      const group = await groupNamed(app, name);
      const client = await app.client();
      const before = only((await client.call(listAssociations, { group })).items, group);
      const { [other]: kept } = before;
      if (kept === undefined) await client.call(deleteAssociation, { group });
      else await client.call(updateAssociation, { group, [other]: kept });
      tell(app.terminal, `Group ${group} is associated with no ${cloud} account any more`);
    });
