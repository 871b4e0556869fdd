// SPDX-License-Identifier: Apache-2.0
import { newestChild, type Uidp } from '../../core/iam/uidp.ts';
import type { StoredPolicy, StoredVersion } from '../../store/collections.ts';
import type { Principal } from '../http/bearer.ts';
import type { Accepted } from './document.ts';

/** The first version of a policy. */
export const firstVersion = (
  policy: Uidp,
  accepted: Accepted,
  author: Principal,
  now: string,
): StoredVersion => numbered(policy, 1, accepted, author, now);

/** The version after all that the policy has had. */
export const nextVersion = (
  policy: StoredPolicy,
  accepted: Accepted,
  author: Principal,
  now: string,
): StoredVersion => numbered(policy.id, policy.versions + 1, accepted, author, now);

function numbered(
  policy: Uidp,
  number: number,
  { text, digest }: Accepted,
  author: Principal,
  now: string,
): StoredVersion {
  const { identity, email } = author;
  return {
    id: newestChild(policy, number),
    parent: policy,
    number,
    name: `v${number}`,
    document: text,
    digest,
    author: { id: identity, ...(email === undefined ? {} : { email }) },
    createdAt: now,
  };
}

/** The policy with another version in force. */
export function enforcing(
  policy: StoredPolicy,
  version: StoredVersion,
  accepted: Accepted,
  now: string,
): StoredPolicy {
  const { document, parent: _parent, number, ...enforcedVersion } = version;
  const { name, kind, mode, claims } = accepted;
  const versions = Math.max(policy.versions, number);
  return {
    ...policy,
    name,
    kind,
    mode,
    claims,
    versions,
    document,
    enforcedVersion,
    updatedAt: now,
  };
}
