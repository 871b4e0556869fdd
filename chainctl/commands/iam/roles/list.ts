// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { listRoles } from '../../../../core/api/roles.ts';
import type { App } from '../../../app.ts';
import { show } from '../../../show.ts';
import { rolePresentation } from './presentation.ts';

/** `chainctl iam roles list [NAME]`: those built in and those made in groups. */
export const list = (app: App) =>
  new Command('list')
    .alias('ls')
    .description('List roles, those built in first')
    .argument('[name]', 'only those of this name')
    .action(async (name) => {
      const items = await (await app.client()).all(listRoles, { name });
      await show(app, { items }, rolePresentation);
    });
