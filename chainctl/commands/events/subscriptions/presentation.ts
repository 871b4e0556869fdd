// SPDX-License-Identifier: Apache-2.0
import type { Subscription } from '../../../../core/api/subscriptions.ts';
import type { Presentation } from '../../../terminal/present.ts';

/** How subscriptions are shown. */
export const subscriptionPresentation: Presentation<Subscription> = {
  columns: [
    ['ID', ({ id }) => id],
    ['SINK', ({ sink }) => sink],
  ],
  more: [
    ['GROUP', ({ group }) => group],
    ['CREATED', ({ createdAt }) => createdAt],
  ],
  id: ({ id }) => id,
};
