// SPDX-License-Identifier: Apache-2.0
import type { Invite } from '../../../../core/api/invites.ts';
import type { Presentation } from '../../../terminal/present.ts';

/** How invites are shown: without their codes, which nobody knows any more. */
export const invitePresentation: Presentation<Invite> = {
  columns: [
    ['ID', ({ id }) => id],
    ['EXPIRATION', ({ expiration }) => expiration],
    ['KEYID', ({ keyId }) => keyId],
    ['ROLE', ({ role }) => role.name],
  ],
  more: [
    ['EMAIL', ({ email = '' }) => email],
    ['SINGLE USE', ({ singleUse }) => (singleUse ? 'yes' : '')],
    ['CREATED', ({ createdAt }) => createdAt],
  ],
  id: ({ id }) => id,
};
