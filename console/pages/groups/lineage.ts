// SPDX-License-Identifier: Apache-2.0
import type { Group } from '../../../core/api/groups.ts';
import { lineage, type Uidp } from '../../../core/iam/uidp.ts';

/** What the group and those above it are called, the highest first, as far as they can be seen. */
export const namesAlong = (id: Uidp, groups: Group[]): string[] =>
  lineage(id).flatMap((each) => groups.find((group) => group.id === each)?.name ?? []);

/** The same in one text: `example / payments`. */
export const pathOf = (id: Uidp, groups: Group[]): string => namesAlong(id, groups).join(' / ');

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
