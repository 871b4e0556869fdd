// SPDX-License-Identifier: Apache-2.0
import { type activatePolicyVersion, policy as shown } from '../../core/api/policies.ts';
import { parentOf, type Uidp } from '../../core/iam/uidp.ts';
import { change } from '../../store/change.ts';
import { policies, policyVersions } from '../../store/collections.ts';
import { find, put } from '../../store/kind.ts';
import { claim } from '../../store/names.ts';
import { absent } from '../http/access.ts';
import type { Handler } from '../http/handler.ts';
import { accept } from './document.ts';
import { enforcing } from './version.ts';

/** Puts a version in force again: its document is checked by today's rules and makes no new version. */
export const activate: Handler<typeof activatePolicyVersion> = async ({ versionId }, call) => {
  const { service, author } = call;
  const type = 'dev.chainguard.api.iam.policy.version.activated.v1';
  return change(service, author, type, async (transaction, record, now) => {
    const version = await find(transaction, policyVersions, versionId);
    if (version === undefined) throw absent(versionId);
    const id = parentOf(versionId) ?? (versionId satisfies Uidp);
    const before = await find(transaction, policies, id);
    if (before === undefined) throw absent(id);
    const accepted = accept(version.document);
    const claimant = { group: before.group, policy: id };
    const take = await claim(transaction, claimant, accepted.claims, before.claims);
    const after = enforcing(before, version, accepted, now);
    take();
    put(transaction, policies, id, after);
    record(versionId, before.group, { name: after.name, version: version.name });
    return { ...shown.parse(after), warnings: accepted.warnings };
  });
};
