// SPDX-License-Identifier: Apache-2.0
import type { deleteAssociation } from '../../core/api/associations.ts';
import { change } from '../../store/change.ts';
import { associations } from '../../store/collections.ts';
import { at, find } from '../../store/kind.ts';
import { absent } from '../http/access.ts';
import type { Handler } from '../http/handler.ts';

/** Ends the associations of the group itself; those of groups above go on. */
export const remove: Handler<typeof deleteAssociation> = ({ group }, { service, author }) => {
  const type = 'dev.chainguard.api.iam.account_associations.deleted.v1';
  return change(service, author, type, async (transaction, record) => {
    if ((await find(transaction, associations, group)) === undefined) throw absent(group);
    transaction.delete(at(associations, group));
    record(group, group, {});
    return {};
  });
};
