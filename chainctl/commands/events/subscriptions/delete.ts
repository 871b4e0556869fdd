// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { deleteSubscription } from '../../../../core/api/subscriptions.ts';
import { parseUidp } from '../../../../core/iam/uidp.ts';
import type { App } from '../../../app.ts';
import { deletedAll } from '../../deleted.ts';

/** `chainctl events subscriptions delete ID…` */
export const remove = (app: App) =>
  new Command('delete')
    .alias('rm')
    .description('End subscriptions; what was not delivered yet is not delivered any more')
    .argument('<ids...>', 'ids of subscriptions')
    .option('-y, --yes', 'do not ask')
    .action(async (ids, { yes }) => {
      const going = ids.map((id) => ({ id: parseUidp(id, 'ID'), shown: `Subscription ${id}` }));
      await deletedAll(app, 'subscription', going, yes, (client, id) =>
        client.call(deleteSubscription, { id }),
      );
    });
