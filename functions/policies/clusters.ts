// SPDX-License-Identifier: Apache-2.0
import type { countClusters } from '../../core/api/policies.ts';
import { placesHeld } from '../../store/grants.ts';
import { type Live, liveBelow } from '../../store/live.ts';
import { demand } from '../http/access.ts';
import type { Handler } from '../http/handler.ts';

/** In how many clusters the policies are live that are in force in the group, or where the caller may list. */
export const clusters: Handler<typeof countClusters> = async ({ group }, call) => {
  const { documents } = call.service;
  const caller = call.principal.identity;
  if (group !== undefined) await demand(documents, caller, group, ['policy.list']);
  const places = group === undefined ? await placesHeld(documents, caller, 'policy.list') : [group];
  const sums = new Map<string, Live>();
  for (const place of places) {
    for (const { policy, live, clusters } of await liveBelow(documents, place)) {
      const sum = sums.get(policy) ?? { policy, live: 0, clusters: 0 };
      sums.set(policy, { policy, live: sum.live + live, clusters: sum.clusters + clusters });
    }
  }
  return { items: [...sums.values()] };
};
