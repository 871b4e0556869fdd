// SPDX-License-Identifier: Apache-2.0
import { type Record, record } from '../../core/api/records.ts';
import { shownAs } from '../../core/api/shown.ts';
import type { Uidp } from '../../core/iam/uidp.ts';
import type { Documents } from '../../ports/documents/port.ts';
import { clusters, type StoredRecord } from '../../store/collections.ts';
import { findAll } from '../../store/kind.ts';
import { lastHeard } from '../../store/records.ts';

const shown = shownAs(record);

/**
 * Records as they are shown: with their cluster; and one that runs was seen when its agent was heard
 * last, since a heartbeat stands for everything that goes on as it was. Those whose cluster is gone
 * are left out.
 */
export async function shownRecords(documents: Documents, found: StoredRecord[]): Promise<Record[]> {
  const parents = found.map(({ parent }) => parent);
  const [placed, heard] = await Promise.all([
    withClusters(documents, found),
    lastHeard(documents, parents),
  ]);
  return placed.map((each) => {
    const alive = each.running ? heard.get(each.parent) : undefined;
    const lastSeen = alive !== undefined && alive > each.lastSeen ? alive : each.lastSeen;
    return shown({ ...each, lastSeen });
  });
}

/** What lies in clusters, each with its cluster; what lies in one that is gone is left out. */
export async function withClusters<T extends { parent: Uidp }>(documents: Documents, found: T[]) {
  const ids = [...new Set(found.map(({ parent }) => parent))];
  const known = new Map((await findAll(documents, clusters, ids)).map((each) => [each.id, each]));
  return found.flatMap((each) => {
    const cluster = known.get(each.parent);
    if (cluster === undefined) return [];
    const { id, name, remoteId } = cluster;
    return [{ ...each, cluster: { id, name, remoteId } }];
  });
}
