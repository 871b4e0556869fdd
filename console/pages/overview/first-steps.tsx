// SPDX-License-Identifier: Apache-2.0
import type { Cluster } from '../../../core/api/clusters.ts';
import type { Group } from '../../../core/api/groups.ts';
import type { Policy } from '../../../core/api/policies.ts';
import type { Record } from '../../../core/api/records.ts';
import { Empty } from '../../parts/empty.tsx';

/** For whoever is new: the one command that comes next. Nothing once everything is there. */
export function FirstSteps({
  groups,
  clusters,
  policies,
  records,
}: {
  groups: Group[];
  clusters: Cluster[] | undefined;
  policies: Policy[] | undefined;
  records: Record[] | undefined;
}) {
  const group = groups[0]?.name ?? 'GROUP';
  if (groups.length === 0) {
    return (
      <Empty command="chainctl iam groups create my-group">
        You belong to no group yet. Create one, or ask for an invite; then it is all here.
      </Empty>
    );
  }
  if (clusters?.length === 0) {
    return (
      <Empty command={`chainctl cluster install --group ${group}`}>
        No cluster is registered yet. With kubectl set to one, type:
      </Empty>
    );
  }
  if (policies?.length === 0) {
    return (
      <Empty command={`chainctl policies create --group ${group} -f policy.yaml`}>
        No policy says which images may run. Write one on the page of policies, or in a file:
      </Empty>
    );
  }
  if (records?.length === 0) {
    return <Empty>No image has been reported yet. Agents report what runs within seconds.</Empty>;
  }
  return null;
}
