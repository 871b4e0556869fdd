// SPDX-License-Identifier: Apache-2.0
import type { Cluster } from '../../../core/api/clusters.ts';
import type { Policy, PolicyClusters } from '../../../core/api/policies.ts';
import type { Tone } from '../../parts/badge.tsx';

/** Whether a policy is in force in a cluster, in a word, with the agent's reason if it could not be applied, or is broken. */
export interface Applied {
  tone: Tone;
  word: string;
  message?: string;
}

/**
 * How far the cluster has come with a policy that it should have. Where all clusters of the group
 * have it as it is now, so has this one; else it has what was changed before its agent last applied
 * anything.
 */
export function appliedIn(
  { applied }: Cluster,
  { id, updatedAt }: Policy,
  counts: PolicyClusters | undefined,
): Applied {
  const failed = applied?.failing.find(({ policy }) => policy === id);
  if (failed !== undefined) return { tone: 'bad', word: 'Out of order', message: failed.message };
  if (applied === undefined) return { tone: 'open', word: 'Not there yet' };
  const everywhere = counts !== undefined && counts.live === counts.clusters;
  if (everywhere || applied.at >= updatedAt) return { tone: 'good', word: 'Live' };
  return { tone: 'open', word: 'Being applied' };
}
