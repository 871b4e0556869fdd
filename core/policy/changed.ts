// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

/** The type of events that say that policies changed their mind about an image. */
export const validationChanged = 'dev.chainguard.policy.validation.changed.v1';

const body = z.object({
  policies: z.record(
    z.string(),
    z.object({ valid: z.boolean(), change: z.enum(['new', 'degraded', 'improved']) }),
  ),
});

/** What such an event says, a few words for each policy; nothing of any other event. */
export function changesIn(event: { type: string; body: unknown }): string[] {
  if (event.type !== validationChanged) return [];
  const { policies = {} } = body.safeParse(event.body).data ?? {};
  return Object.entries(policies).map(([name, { valid, change }]) => {
    const now = valid ? 'passes' : 'fails';
    return `${name} ${now} it${change === 'new' ? '' : ' now'}`;
  });
}
