// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Report } from '../core/api/records.ts';
import { contains, type Uidp } from '../core/iam/uidp.ts';
import type { Documents, Key } from '../ports/documents/port.ts';
import {
  batches,
  clusterStates,
  denials,
  departed,
  records,
  type StoredCluster,
  type StoredRecord,
  sentEvidence,
  verdicts,
} from './collections.ts';
import { sent } from './evidence.ts';
import { at, below, find, findAll, put, select, stored } from './kind.ts';

/** The id of the record of an image: the same for the same image, so that nothing is kept twice. */
export function recordId(cluster: Uidp, image: string): Uidp {
  const digits = createHash('sha256').update(image).digest('hex').slice(0, 16);
  return `${cluster}/${digits}` as Uidp;
}

/** The record that a report makes, over the one that was there. */
export function recorded(
  cluster: StoredCluster,
  report: Report,
  by: StoredRecord['by'],
  before: StoredRecord | undefined,
): StoredRecord {
  const { running, outcome, coverage, policies, workloads, firstSeen } = report;
  return {
    ...report,
    id: recordId(cluster.id, report.image),
    parent: cluster.id,
    group: cluster.group,
    firstSeen: before !== undefined && before.firstSeen < firstSeen ? before.firstSeen : firstSeen,
    violation: running && coverage === 'covered' && outcome !== 'pass',
    by,
    policyNames: policies.map(({ name }) => name),
    workloadNames: workloads.map(({ kind, namespace, name }) => `${kind}/${namespace}/${name}`),
  };
}

/** Whether nothing but the passing of time differs: such a record is not written again. */
export function unchanged(one: StoredRecord, other: StoredRecord): boolean {
  const timeless = ({ lastSeen, refreshed, firstSeen, policies, ...rest }: StoredRecord) => ({
    ...rest,
    refreshed: Object.keys(refreshed).sort(),
    policies: policies.map(({ checkedAt, ...result }) => result),
  });
  return isDeepStrictEqual(JSON.parse(JSON.stringify(timeless(one))), timeless(other));
}

/** How many documents are read or written together. */
const together = 100;

/** Says of all images of the cluster that run and are not named that they run no more. */
export async function retire(
  documents: Documents,
  cluster: Uidp,
  named: ReadonlySet<string>,
  now: string,
): Promise<void> {
  for (let after: string | undefined; ; ) {
    const where = { parent: cluster, running: true };
    const query = { ...below(cluster), where, limit: together };
    const page = await select(
      documents,
      records,
      after === undefined ? query : { ...query, after },
    );
    const gone = page.filter(({ id }) => !named.has(id)).map(({ id }) => id);
    if (gone.length > 0) {
      await documents.transaction(async (transaction) => {
        for (const each of await findAll(transaction, records, gone)) {
          put(transaction, records, each.id, {
            ...each,
            running: false,
            violation: false,
            lastSeen: now,
            workloads: [],
            workloadNames: [],
          });
        }
      });
    }
    const last = page.at(-1);
    if (last === undefined || page.length < together) return;
    after = stored(last.id);
  }
}

/** How long a request that had begun before its cluster was deleted may still write: milliseconds. */
const stragglers = 120_000;

/**
 * Deletes what is left of clusters that were deleted: records, verdicts, signs of life, what they
 * sent. The bytes of evidence stay until their retention ends, since others of the organisation may
 * have sent the same. May be interrupted anywhere, and run again; what an agent still wrote while its
 * cluster was deleted goes with the next run. Answers with how many clusters it looked after.
 */
export async function clearDeparted(documents: Documents, clock: () => number): Promise<number> {
  const leaving = await select(documents, departed, { limit: together });
  for (const { cluster, at: since } of leaving) {
    const over = clock() - Date.parse(since) > stragglers;
    await removeAll(documents, async () => {
      const found = await select(documents, records, { ...below(cluster), limit: together });
      return found
        .filter(({ id }) => contains(cluster, id))
        .flatMap(({ id }) => [at(verdicts, id), at(records, id)]);
    });
    await removeAll(documents, async () => {
      const found = await select(documents, denials, { ...below(cluster), limit: together });
      return found.map(({ id }) => at(denials, id));
    });
    await removeAll(documents, async () => {
      const query = { where: { cluster }, limit: together };
      const found = await select(documents, sentEvidence, query);
      return found.map(({ digest }) => sent(cluster, digest));
    });
    await documents.delete(at(batches, cluster));
    await documents.delete(at(clusterStates, cluster));
    if (over) await documents.delete(at(departed, cluster));
  }
  return leaving.length;
}

async function removeAll(documents: Documents, next: () => Promise<Key[]>): Promise<void> {
  for (let keys = await next(); keys.length > 0; keys = await next()) {
    await documents.transaction(async (transaction) => {
      for (const key of keys) transaction.delete(key);
    });
  }
}

/** When each of the clusters was last heard of; those that never were are not in it. */
export async function lastHeard(
  documents: Documents,
  clusters: Uidp[],
): Promise<ReadonlyMap<Uidp, string>> {
  const distinct = [...new Set(clusters)];
  const heard = await Promise.all(
    distinct.map(async (id) => [id, (await find(documents, clusterStates, id))?.lastSeen] as const),
  );
  return new Map(heard.flatMap(([id, seen]) => (seen === undefined ? [] : [[id, seen] as const])));
}
