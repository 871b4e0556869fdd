// SPDX-License-Identifier: Apache-2.0
import { type createPolicy, policy as shown } from '../../core/api/policies.ts';
import { newChild } from '../../core/iam/uidp.ts';
import { change } from '../../store/change.ts';
import { groups, policies, policyVersions } from '../../store/collections.ts';
import { find, create as write } from '../../store/kind.ts';
import { claim } from '../../store/names.ts';
import { absent } from '../http/access.ts';
import type { Handler } from '../http/handler.ts';
import { accept } from './document.ts';
import { firstVersion } from './version.ts';

/** Stores the document as a policy of the group, in force as its first version. */
export const create: Handler<typeof createPolicy> = async ({ parent, policy }, call) => {
  const { service, author, principal } = call;
  const accepted = accept(policy.document);
  const type = 'dev.chainguard.api.iam.policy.created.v1';
  return change(service, author, type, async (transaction, record, now) => {
    if ((await find(transaction, groups, parent)) === undefined) throw absent(parent);
    const id = newChild(parent);
    const take = await claim(transaction, { group: parent, policy: id }, accepted.claims, []);
    const version = firstVersion(id, accepted, principal, now);
    const { document, parent: _parent, number: _number, ...enforcedVersion } = version;
    const made = {
      id,
      group: parent,
      name: accepted.name,
      kind: accepted.kind,
      mode: accepted.mode,
      description: policy.description,
      document,
      enforcedVersion,
      createdAt: now,
      updatedAt: now,
    };
    take();
    write(transaction, policyVersions, version.id, version);
    write(transaction, policies, id, { ...made, parent, claims: accepted.claims, versions: 1 });
    record(id, parent, { name: made.name, description: made.description, digest: version.digest });
    return { ...shown.parse(made), warnings: accepted.warnings };
  });
};
