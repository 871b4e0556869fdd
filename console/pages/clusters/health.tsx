// SPDX-License-Identifier: Apache-2.0
import type { Cluster } from '../../../core/api/clusters.ts';
import { Badge, type Tone } from '../../parts/badge.tsx';
import { useNow } from '../../parts/moment.tsx';

/** An agent gives a sign of life each minute; after three that it missed something is wrong. */
const missed = 3 * 60_000;

/** How a cluster's agent stands, in one word. */
export function healthOf(cluster: Cluster, now: number): { tone: Tone; word: string } {
  if (cluster.lastSeen === undefined) return { tone: 'open', word: 'Not connected yet' };
  if (now - Date.parse(cluster.lastSeen) > missed) return { tone: 'bad', word: 'Silent' };
  if ((cluster.applied?.failing.length ?? 0) > 0)
    return { tone: 'warn', word: 'Policy out of order' };
  return { tone: 'good', word: 'Connected' };
}

export function Health({ of }: { of: Cluster }) {
  const { tone, word } = healthOf(of, useNow());
  return <Badge tone={tone}>{word}</Badge>;
}
