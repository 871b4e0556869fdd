// SPDX-License-Identifier: Apache-2.0
import type { deletePolicy } from '../../core/api/policies.ts';
import { change } from '../../store/change.ts';
import { policies } from '../../store/collections.ts';
import { at, find } from '../../store/kind.ts';
import { claim } from '../../store/names.ts';
import { absent } from '../http/access.ts';
import type { Handler } from '../http/handler.ts';

/** Deletes a policy and gives its names back; its versions go when `fanout` hears of it. */
export const remove: Handler<typeof deletePolicy> = ({ id }, { service, author }) => {
  const type = 'dev.chainguard.api.iam.policy.deleted.v1';
  return change(service, author, type, async (transaction, record) => {
    const policy = await find(transaction, policies, id);
    if (policy === undefined) throw absent(id);
    const give = await claim(transaction, { group: policy.group, policy: id }, [], policy.claims);
    give();
    transaction.delete(at(policies, id));
    record(id, policy.group, { name: policy.name });
    return {};
  });
};
