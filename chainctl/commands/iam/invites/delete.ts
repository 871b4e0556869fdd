// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { deleteInvite, listInvites } from '../../../../core/api/invites.ts';
import { Failure } from '../../../../core/errors.ts';
import { parseUidp } from '../../../../core/iam/uidp.ts';
import type { App } from '../../../app.ts';
import { deletedAll } from '../../deleted.ts';

/** `chainctl iam invites delete ID… | --expired` */
export const remove = (app: App) =>
  new Command('delete')
    .alias('rm')
    .description('Delete invites; their codes are worth nothing from then on')
    .argument('[ids...]', 'ids of invites')
    .option('--expired', 'those that have expired')
    .option('-y, --yes', 'do not ask')
    .action(async (ids, { expired, yes }) => {
      if (ids.length === 0 && !expired) throw unnamed();
      const client = await app.client();
      const over = expired ? await client.all(listInvites, {}) : [];
      const going = [
        ...ids.map((id) => parseUidp(id, 'ID')),
        ...over.filter((each) => Date.parse(each.expiration) <= app.now()).map(({ id }) => id),
      ];
      const named = going.map((id) => ({ id, shown: `Invite ${id}` }));
      await deletedAll(app, 'invite', named, yes, (caller, id) =>
        caller.call(deleteInvite, { id }),
      );
    });

const unnamed = (): Failure =>
  new Failure('INVALID_ARGUMENT', 'name the invites by their ids', {
    place: 'ID',
    next: 'chainctl iam invites list',
  });
