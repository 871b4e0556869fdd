// SPDX-License-Identifier: Apache-2.0
import type { Identity } from '../../../../core/api/identities.ts';
import type { Presentation } from '../../../terminal/present.ts';

/** How machine identities are shown. */
export const identityPresentation: Presentation<Identity> = {
  columns: [
    ['ID', ({ id }) => id],
    ['NAME', ({ name }) => name],
    ['DESCRIPTION', ({ description }) => description],
    ['ISSUER', ({ claimMatch }) => claimMatch.issuer],
    ['SUBJECT', ({ claimMatch: { subject, subjectPattern } }) => subject ?? `/${subjectPattern}/`],
  ],
  more: [
    [
      'AUDIENCE',
      ({ claimMatch: { audience, audiencePattern } }) => audience ?? audiencePattern ?? '',
    ],
    ['CREATED', ({ createdAt }) => createdAt],
  ],
  id: ({ id }) => id,
};
