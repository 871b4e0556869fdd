// SPDX-License-Identifier: Apache-2.0
import type { deletePolicy } from '../../core/api/policies.ts';
import type { Uidp } from '../../core/iam/uidp.ts';
import type { Documents } from '../../ports/documents/port.ts';
import { change } from '../../store/change.ts';
import { policies, policyVersions } from '../../store/collections.ts';
import { at, find, select } from '../../store/kind.ts';
import { claim } from '../../store/names.ts';
import { absent } from '../http/access.ts';
import type { Handler } from '../http/handler.ts';

/** Deletes a policy, gives its names back, and then deletes its versions, which nobody can reach any more. */
export const remove: Handler<typeof deletePolicy> = async ({ id }, { service, author }) => {
  const type = 'dev.chainguard.api.iam.policy.deleted.v1';
  await change(service, author, type, async (transaction, record) => {
    const policy = await find(transaction, policies, id);
    if (policy === undefined) throw absent(id);
    const give = await claim(transaction, { group: policy.group, policy: id }, [], policy.claims);
    give();
    transaction.delete(at(policies, id));
    record(id, policy.group, { name: policy.name });
  });
  await removeVersions(service.documents, id);
  return {};
};

/** How many versions are read at once; each may hold a document of the largest size. */
const batch = 20;

async function removeVersions(documents: Documents, parent: Uidp): Promise<void> {
  for (;;) {
    const found = await select(documents, policyVersions, { where: { parent }, limit: batch });
    for (const { id } of found) await documents.delete(at(policyVersions, id));
    if (found.length < batch) return;
  }
}
