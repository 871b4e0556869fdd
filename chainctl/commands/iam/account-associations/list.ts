// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { listAssociations } from '../../../../core/api/associations.ts';
import type { App } from '../../../app.ts';
import { show } from '../../../show.ts';
import { associationPresentation } from './presentation.ts';

/** `chainctl iam account-associations list` */
export const list = (app: App) =>
  new Command('list')
    .alias('ls')
    .alias('describe')
    .description('List with which accounts groups are associated')
    .action(async () => {
      const items = await (await app.client()).all(listAssociations, {});
      await show(app, { items }, associationPresentation);
    });
