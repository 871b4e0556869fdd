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
  const ids = [...new Set(found.map(({ parent }) => parent))];
  const [known, heard] = await Promise.all([
    findAll(documents, clusters, ids),
    lastHeard(documents, ids),
  ]);
  const byId = new Map<Uidp, (typeof known)[number]>(known.map((each) => [each.id, each]));
  return found.flatMap((each) => {
    const cluster = byId.get(each.parent);
    if (cluster === undefined) return [];
    const { id, name, remoteId } = cluster;
    const alive = each.running ? heard.get(each.parent) : undefined;
    const lastSeen = alive !== undefined && alive > each.lastSeen ? alive : each.lastSeen;
    return [shown({ ...each, lastSeen, cluster: { id, name, remoteId } })];
  });
}
