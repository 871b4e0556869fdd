// SPDX-License-Identifier: Apache-2.0
import { association as shown, type updateAssociation } from '../../core/api/associations.ts';
import { change } from '../../store/change.ts';
import { associations } from '../../store/collections.ts';
import { find, put } from '../../store/kind.ts';
import { absent } from '../http/access.ts';
import type { Handler } from '../http/handler.ts';

/** Puts other accounts in the place of those that the group is associated with. */
export const update: Handler<typeof updateAssociation> = (request, { service, author }) => {
  const { group, google, amazon } = request;
  const type = 'dev.chainguard.api.iam.account_associations.updated.v1';
  return change(service, author, type, async (transaction, record, now) => {
    const before = await find(transaction, associations, group);
    if (before === undefined) throw absent(group);
    const after = { ...before, google, amazon, updatedAt: now };
    put(transaction, associations, group, after);
    record(group, group, { google, amazon });
    return shown.parse(after);
  });
};
