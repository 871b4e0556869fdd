// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { deleteInvite, listInvites } from '../../../../core/api/invites.ts';
import { Failure } from '../../../../core/errors.ts';
import { parseUidp } from '../../../../core/iam/uidp.ts';
import type { App } from '../../../app.ts';
import { confirm } from '../../../terminal/confirm.ts';
import { say, tell } from '../../../terminal/terminal.ts';

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
      if (going.length === 0) return say(app.terminal, 'There is nothing to delete.');
      for (const id of going) say(app.terminal, `Invite ${id}`);
      if (!yes && !(await confirm(app.terminal, 'Delete?', false))) {
        return say(app.terminal, 'Nothing was deleted.');
      }
      for (const id of going) {
        await client.call(deleteInvite, { id });
        tell(app.terminal, `Deleted invite ${id}`);
      }
    });

const unnamed = (): Failure =>
  new Failure('INVALID_ARGUMENT', 'name the invites by their ids', {
    place: 'ID',
    next: 'chainctl iam invites list',
  });
