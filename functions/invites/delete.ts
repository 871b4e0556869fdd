// SPDX-License-Identifier: Apache-2.0
import type { deleteInvite } from '../../core/api/invites.ts';
import { change } from '../../store/change.ts';
import { invites } from '../../store/collections.ts';
import { at, find } from '../../store/kind.ts';
import { absent, demand } from '../http/access.ts';
import type { Handler } from '../http/handler.ts';

/** Takes an invite back: whoever made it, or whoever may do so there. */
export const remove: Handler<typeof deleteInvite> = ({ id }, { service, author, principal }) =>
  change(
    service,
    author,
    'dev.chainguard.api.iam.group_invite.deleted.v1',
    async (transaction, record) => {
      const invite = await find(transaction, invites, id);
      if (invite?.inviter !== principal.identity) {
        await demand(transaction, principal.identity, id, ['group_invites.delete']);
      }
      if (invite === undefined) throw absent(id);
      transaction.delete(at(invites, id));
      record(id, invite.parent, {});
      return {};
    },
  );
