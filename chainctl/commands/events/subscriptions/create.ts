// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { createSubscription } from '../../../../core/api/subscriptions.ts';
import type { App } from '../../../app.ts';
import { groupNamed } from '../../../resolve/group.ts';
import { show } from '../../../show.ts';
import { subscriptionPresentation } from './presentation.ts';

/** `chainctl events subscriptions create URL --group GROUP` */
export const create = (app: App) =>
  new Command('create')
    .description('Send the events of a group and all below it to a URL')
    .argument('<url>', 'where to: an https URL')
    .option('--group <group>', 'the group: its name or id')
    .action(async (sink, { group }) => {
      const parent = await groupNamed(app, group);
      const client = await app.client();
      const item = await client.call(createSubscription, { parent, subscription: { sink } });
      await show(app, { item }, subscriptionPresentation);
    });
