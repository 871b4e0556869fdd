// SPDX-License-Identifier: Apache-2.0
import type { RoleBinding } from '../../../../core/api/role-bindings.ts';
import type { Presentation } from '../../../terminal/present.ts';

/** How role bindings are shown. */
export const bindingPresentation: Presentation<RoleBinding> = {
  columns: [
    ['ID', ({ id }) => id],
    ['IDENTITY', ({ identityName, identity }) => identityName || identity],
    ['ROLE', ({ role }) => role.name],
    ['GROUP', ({ group }) => group],
  ],
  more: [
    ['IDENTITY ID', ({ identity }) => identity],
    ['CREATED', ({ createdAt }) => createdAt],
  ],
  id: ({ id }) => id,
};
