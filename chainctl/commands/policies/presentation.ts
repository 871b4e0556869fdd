// SPDX-License-Identifier: Apache-2.0
import type { Policy, PolicyClusters } from '../../../core/api/policies.ts';
import { age } from '../../terminal/age.ts';
import type { Column, Presentation } from '../../terminal/present.ts';

/** How policies are shown at a moment; with in how many clusters they are live, where that was counted. */
export const policyPresentation = (
  now: number,
  counted?: PolicyClusters[],
): Presentation<Policy> => ({
  columns: [
    ['ID', ({ id }) => id],
    ['NAME', ({ name }) => name],
    ['DESCRIPTION', ({ description }) => description],
  ],
  more: [
    ['KIND', ({ kind }) => kind],
    ['MODE', ({ mode }) => mode.toUpperCase()],
    ['VERSION', ({ enforcedVersion }) => enforcedVersion.name],
    ['CREATED', ({ createdAt }) => age(createdAt, now)],
    ['UPDATED', ({ updatedAt }) => age(updatedAt, now)],
    ['AUTHOR', ({ enforcedVersion: { author } }) => author.email ?? author.id],
    ...(counted === undefined ? [] : [live(counted)]),
  ],
  id: ({ id }) => id,
  page: ({ id }) => `/policies/${id}`,
});

const live = (counted: PolicyClusters[]): Column<Policy> => [
  'LIVE',
  ({ id }) => {
    const found = counted.find(({ policy }) => policy === id);
    return found === undefined ? 'no clusters' : `${found.live}/${found.clusters} clusters`;
  },
];
