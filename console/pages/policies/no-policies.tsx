// SPDX-License-Identifier: Apache-2.0
import type { Group } from '../../../core/api/groups.ts';
import { Empty } from '../../parts/empty.tsx';

/** Where no policy is in force: what that means, and how to begin. */
export function NoPolicies({ group, all }: { group: Group | undefined; all: Group[] }) {
  const name = (group ?? all[0])?.name;
  if (name === undefined) {
    return (
      <Empty command="chainctl iam groups create my-group">
        Policies belong to groups, and you are in none yet. Create one, or ask for an invite.
      </Empty>
    );
  }
  return (
    <Empty command={`chainctl policies create --group ${name} -f policy.yaml`}>
      No policy is in force {group === undefined ? 'anywhere' : `in ${group.name}`}: nothing says
      which images may run. Write one here, or in a file:
    </Empty>
  );
}
