// SPDX-License-Identifier: Apache-2.0
import type { Group } from '../../../core/api/groups.ts';
import type { Policy, PolicyClusters } from '../../../core/api/policies.ts';
import type { Record } from '../../../core/api/records.ts';
import { contains, type Uidp } from '../../../core/iam/uidp.ts';
import { Badge } from '../../parts/badge.tsx';
import { namesAlong } from '../groups/lineage.ts';

/** The names of the group and of those above it that one may see, the highest first; else its id. */
export const pathOf = (groups: Group[], id: Uidp): string =>
  namesAlong(id, groups).join(' › ') || id;

/** Those of the records that run and that the policy does not pass. */
export const failingOf = (records: Record[], { name, group }: Policy): Record[] =>
  records.filter(
    (record) =>
      record.running &&
      contains(group, record.group) &&
      record.policies.some((each) => each.name === name && each.outcome === 'fail'),
  );

/** Whether the policy denies what fails it or warns of it. */
export const Mode = ({ of: { kind, mode } }: { of: Policy }) => {
  if (kind === 'TrustRoot') return <span className="quiet">–</span>;
  return mode === 'enforce' ? <Badge tone="good">Enforce</Badge> : <Badge tone="warn">Warn</Badge>;
};

/** In how many of the clusters that should have it the policy is as it is now. */
export function LiveIn({ of }: { of: PolicyClusters | undefined }) {
  if (of === undefined || of.clusters === 0) return <Badge tone="quiet">No cluster</Badge>;
  const { live, clusters } = of;
  return <Badge tone={live === clusters ? 'good' : 'warn'}>{`${live} of ${clusters}`}</Badge>;
}
