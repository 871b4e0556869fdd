// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import type { Event } from '../../../core/api/events.ts';

const body = z.object({
  policies: z.record(
    z.string(),
    z.object({ valid: z.boolean(), change: z.enum(['new', 'degraded', 'improved']) }),
  ),
});

/** What an event says of policies that changed their mind about an image, a few words for each. */
export function changesIn(event: Event): string[] {
  const { policies = {} } = body.safeParse(event.body).data ?? {};
  return Object.entries(policies).map(([name, { valid, change }]) => {
    const now = valid ? 'passes' : 'fails';
    return `${name} ${now} it${change === 'new' ? '' : ' now'}`;
  });
}
