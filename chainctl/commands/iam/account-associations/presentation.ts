// SPDX-License-Identifier: Apache-2.0
import type { Association } from '../../../../core/api/associations.ts';
import type { Presentation } from '../../../terminal/present.ts';

/** How associations are shown. */
export const associationPresentation: Presentation<Association> = {
  columns: [
    ['GROUP', ({ group }) => group],
    ['GCP PROJECT', ({ google }) => google?.projectId ?? ''],
    ['GCP NUMBER', ({ google }) => google?.projectNumber ?? ''],
    ['AWS ACCOUNT', ({ amazon }) => amazon?.account ?? ''],
  ],
  id: ({ group }) => group,
};
