// SPDX-License-Identifier: Apache-2.0
import type { CustomRole } from '../../../../core/api/roles.ts';
import type { Presentation } from '../../../terminal/present.ts';

/** How roles are shown. */
export const rolePresentation: Presentation<CustomRole> = {
  columns: [
    ['ID', ({ id }) => id],
    ['NAME', ({ name }) => name],
    ['DESCRIPTION', ({ description }) => description],
  ],
  more: [['CAPABILITIES', ({ capabilities }) => capabilities.join('\n')]],
  id: ({ id }) => id,
};
