// SPDX-License-Identifier: Apache-2.0
import type { deletePolicy } from '../../core/api/policies.ts';
import { Failure } from '../../core/errors.ts';
import { change } from '../../store/change.ts';
import { policies, policyVersions } from '../../store/collections.ts';
import { at, find, select } from '../../store/kind.ts';
import { claim } from '../../store/names.ts';
import { absent } from '../http/access.ts';
import type { Handler } from '../http/handler.ts';

/** The most versions that go with a policy in one transaction. */
const most = 400;

/** Deletes a policy with its versions and gives its names back. */
export const remove: Handler<typeof deletePolicy> = ({ id }, { service, author }) => {
  const type = 'dev.chainguard.api.iam.policy.deleted.v1';
  return change(service, author, type, async (transaction, record) => {
    const policy = await find(transaction, policies, id);
    if (policy === undefined) throw absent(id);
    const query = { where: { parent: id }, limit: most + 1 };
    const versions = await select(transaction, policyVersions, query);
    if (versions.length > most) throw tooMany(policy.name);
    const give = await claim(transaction, { group: policy.group, policy: id }, [], policy.claims);
    give();
    for (const version of versions) transaction.delete(at(policyVersions, version.id));
    transaction.delete(at(policies, id));
    record(id, policy.group, { name: policy.name });
    return {};
  });
};

const tooMany = (name: string): Failure =>
  new Failure(
    'RESOURCE_EXHAUSTED',
    `"${name}" has more than ${most} versions, more than go at once`,
  );
