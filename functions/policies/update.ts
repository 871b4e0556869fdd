// SPDX-License-Identifier: Apache-2.0
import { policy as shown, type updatePolicy } from '../../core/api/policies.ts';
import { Failure } from '../../core/errors.ts';
import { change } from '../../store/change.ts';
import { policies, policyVersions, type StoredPolicy } from '../../store/collections.ts';
import { create, find, put } from '../../store/kind.ts';
import { claim } from '../../store/names.ts';
import { absent } from '../http/access.ts';
import type { Handler } from '../http/handler.ts';
import { type Accepted, accept } from './document.ts';
import { enforcing, nextVersion } from './version.ts';

/** Changes description or document; another document becomes a version and is in force at once. */
export const update: Handler<typeof updatePolicy> = async (request, call) => {
  const { id, document, description, ifVersion } = request;
  const { service, author, principal } = call;
  const accepted = document === undefined ? undefined : accept(document);
  const type = 'dev.chainguard.api.iam.policy.updated.v1';
  return change(service, author, type, async (transaction, record, now) => {
    const before = await find(transaction, policies, id);
    if (before === undefined) throw absent(id);
    if (ifVersion !== undefined && ifVersion !== before.enforcedVersion.id) throw overtaken(before);
    const described = { ...before, description: description ?? before.description, updatedAt: now };
    const warnings = accepted?.warnings ?? [];
    if (accepted === undefined || accepted.digest === before.enforcedVersion.digest) {
      put(transaction, policies, id, described);
      record(id, before.group, { name: before.name, description: described.description });
      return { ...shown.parse(described), warnings };
    }
    demandSameName(before, accepted);
    const claimant = { group: before.group, policy: id };
    const take = await claim(transaction, claimant, accepted.claims, before.claims);
    const version = nextVersion(before, accepted, principal, now);
    const after = enforcing(described, version, accepted, now);
    take();
    create(transaction, policyVersions, version.id, version);
    put(transaction, policies, id, after);
    record(id, before.group, { name: after.name, version: version.name, digest: version.digest });
    return { ...shown.parse(after), warnings };
  });
};

function demandSameName(before: StoredPolicy, after: Accepted): void {
  if (after.name === before.name && after.kind === before.kind) return;
  throw new Failure(
    'INVALID_ARGUMENT',
    `the document is of ${after.kind} "${after.name}", the policy of ${before.kind} "${before.name}"`,
    {
      place: 'metadata.name',
      next: `chainctl policies create ${after.name} --group ${before.group}`,
    },
  );
}

const overtaken = (policy: StoredPolicy): Failure =>
  new Failure('ABORTED', `${policy.enforcedVersion.name} of "${policy.name}" came in between`, {
    next: `chainctl policies view ${policy.id}`,
  });
