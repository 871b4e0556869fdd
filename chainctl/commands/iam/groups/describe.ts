// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { listGroups } from '../../../../core/api/groups.ts';
import type { App } from '../../../app.ts';
import { groupNamed } from '../../../resolve/group.ts';
import { only } from '../../../resolve/only.ts';
import { show } from '../../../show.ts';
import { groupPresentation } from './presentation.ts';

/** `chainctl iam groups describe [GROUP]` */
export const describe = (app: App) =>
  new Command('describe')
    .description('Show one group')
    .argument('[group]', 'its name or id')
    .action(async (name) => {
      const id = await groupNamed(app, name);
      const { items } = await (await app.client()).call(listGroups, { id });
      await show(app, { item: only(items, id) }, groupPresentation, 'wide');
    });
