// SPDX-License-Identifier: Apache-2.0
import type { Uidp } from '../../core/iam/uidp.ts';

/** Takes what ends a poll of the cluster; answers with what strikes it off again. */
export type Hold = (cluster: Uidp, end: () => void) => () => void;

/**
 * The polls that are held: at most `most` of each cluster, of which the oldest gives way, and none from
 * the moment when the process is asked to leave.
 */
export function holding(leaving: AbortSignal, most: number): Hold {
  const held = new Map<Uidp, Set<() => void>>();
  leaving.addEventListener('abort', () => {
    for (const ends of [...held.values()]) for (const end of [...ends]) end();
  });
  return (cluster, end) => {
    const ends = held.get(cluster) ?? new Set();
    held.set(cluster, ends.add(end));
    const [oldest] = ends;
    if (ends.size > most) oldest?.();
    if (leaving.aborted) queueMicrotask(end);
    return () => {
      ends.delete(end);
      if (ends.size === 0 && held.get(cluster) === ends) held.delete(cluster);
    };
  };
}
