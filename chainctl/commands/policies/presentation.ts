// SPDX-License-Identifier: Apache-2.0
import type { Policy } from '../../../core/api/policies.ts';
import { age } from '../../terminal/age.ts';
import type { Presentation } from '../../terminal/present.ts';

/** How policies are shown at a moment. */
export const policyPresentation = (now: number): Presentation<Policy> => ({
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
  ],
  id: ({ id }) => id,
  page: ({ id }) => `/policies/${id}`,
});
