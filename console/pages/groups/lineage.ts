// SPDX-License-Identifier: Apache-2.0
import type { Group } from '../../../core/api/groups.ts';
import { lineage, type Uidp } from '../../../core/iam/uidp.ts';

/** What a group is called with all above it, as far as they can be seen: `example / payments`. */
export function pathOf(id: Uidp, groups: Group[]): string {
  return lineage(id)
    .flatMap((each) => groups.find((group) => group.id === each)?.name ?? [])
    .join(' / ');
}

/** Groups as a tree reads from top to bottom, each with how deep below the highest that is seen. */
export function inTree(groups: Group[]): { group: Group; depth: number }[] {
  const seen = new Set<string>(groups.map(({ id }) => id));
  return groups
    .map((group) => ({
      group,
      depth: lineage(group.id).filter((each) => each !== group.id && seen.has(each)).length,
      path: pathOf(group.id, groups),
    }))
    .toSorted((a, b) => a.path.localeCompare(b.path));
}
