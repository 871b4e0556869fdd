// SPDX-License-Identifier: Apache-2.0
import type { Group } from '../../../../core/api/groups.ts';
import { parentOf } from '../../../../core/iam/uidp.ts';
import type { Presentation } from '../../../terminal/present.ts';
import { printable } from '../../../terminal/printable.ts';

/** How groups are shown. */
export const groupPresentation: Presentation<Group> = {
  columns: [
    ['ID', ({ id }) => id],
    ['NAME', ({ name }) => name],
    ['DESCRIPTION', ({ description }) => description],
  ],
  more: [
    ['CREATED', ({ createdAt }) => createdAt],
    ['UPDATED', ({ updatedAt }) => updatedAt],
  ],
  id: ({ id }) => id,
  page: ({ id }) => `/groups/${id}`,
  tree,
};

/** Each group below the one that it stands under, as far as that one is to be seen. */
function tree(groups: Group[]): string {
  const known = new Set<string>(groups.map(({ id }) => id));
  const tops = groups.filter(({ id }) => !known.has(parentOf(id) ?? ''));
  return tops.map((top) => branch(top, groups, '')).join('\n');
}

function branch(group: Group, groups: Group[], indent: string): string {
  const below = groups.filter(({ id }) => parentOf(id) === group.id);
  const lines = below.map((child, index) => {
    const last = index === below.length - 1;
    const own = branch(child, groups, `${indent}${last ? '    ' : '│   '}`);
    return `${indent}${last ? '└── ' : '├── '}${own}`;
  });
  const label = `${group.id} [${group.name}] ${printable(group.description)}`.trimEnd();
  return [label, ...lines].join('\n');
}
