// SPDX-License-Identifier: Apache-2.0
import { type createAssociation, association as shown } from '../../core/api/associations.ts';
import { Failure } from '../../core/errors.ts';
import { change } from '../../store/change.ts';
import { associations, groups } from '../../store/collections.ts';
import { find, create as write } from '../../store/kind.ts';
import { absent } from '../http/access.ts';
import type { Handler } from '../http/handler.ts';

/** Associates the group for the first time. */
export const create: Handler<typeof createAssociation> = (request, { service, author }) => {
  const { group, google, amazon } = request;
  const type = 'dev.chainguard.api.iam.account_associations.created.v1';
  return change(service, author, type, async (transaction, record, now) => {
    if ((await find(transaction, groups, group)) === undefined) throw absent(group);
    if ((await find(transaction, associations, group)) !== undefined) throw there(group);
    const made = { group, google, amazon, createdAt: now, updatedAt: now };
    write(transaction, associations, group, { ...made, id: group, parent: group });
    record(group, group, { google, amazon });
    return shown.parse(made);
  });
};

const there = (group: string): Failure =>
  new Failure('ALREADY_EXISTS', `group ${group} has its associations already`, {
    place: 'group',
    next: 'chainctl iam account-associations set --help',
  });
