// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { listSubscriptions } from '../../../../core/api/subscriptions.ts';
import type { App } from '../../../app.ts';
import { groupNamed } from '../../../resolve/group.ts';
import { show } from '../../../show.ts';
import { subscriptionPresentation } from './presentation.ts';

/** `chainctl events subscriptions list [GROUP]` */
export const list = (app: App) =>
  new Command('list')
    .alias('ls')
    .description('List the subscriptions of a group, or of all that you see')
    .argument('[group]', 'only those of this group: its name or id')
    .option('--group <group>', 'the same')
    .action(async (name, { group: named }) => {
      const given = name ?? named;
      const group = given === undefined ? undefined : await groupNamed(app, given);
      const items = await (await app.client()).all(listSubscriptions, { group });
      await show(app, { items }, subscriptionPresentation);
    });
