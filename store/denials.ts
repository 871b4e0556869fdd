// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { keptFor, type Refused } from '../core/api/denials.ts';
import type { Uidp } from '../core/iam/uidp.ts';
import type { StoredCluster, StoredDenial } from './collections.ts';

/**
 * The id of a denial: the same whenever the same is told, so that it is kept once; and the later it
 * happened, the earlier it sorts among those of its cluster.
 */
function denialId(cluster: Uidp, refused: Refused): Uidp {
  const until = 0xffff_ffff_ffff - Math.max(0, Date.parse(refused.at));
  const which = createHash('sha256').update(JSON.stringify(refused)).digest('hex').slice(0, 4);
  return `${cluster}/${until.toString(16).padStart(12, '0')}${which}` as Uidp;
}

/** What is kept of it. A cluster's clock may be early: nothing is refused later than `now`. */
export function denialOf(cluster: StoredCluster, refused: Refused, now: number): StoredDenial {
  return {
    ...refused,
    at: new Date(Math.min(now, Date.parse(refused.at))).toISOString(),
    id: denialId(cluster.id, refused),
    parent: cluster.id,
    group: cluster.group,
    imageNames: [...new Set(refused.images.map(({ image }) => image))],
    expires: now + keptFor,
  };
}
