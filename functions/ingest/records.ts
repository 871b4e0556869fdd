// SPDX-License-Identifier: Apache-2.0
import { hash } from 'node:crypto';
import type { Batch, sendRecords } from '../../core/api/ingest.ts';
import { Failure } from '../../core/errors.ts';
import type { Uidp } from '../../core/iam/uidp.ts';
import { later } from '../../core/later.ts';
import { validationChanged } from '../../core/policy/changed.ts';
import type { Transaction } from '../../ports/documents/port.ts';
import { change, type Record } from '../../store/change.ts';
import {
  batches,
  records,
  type StoredCluster,
  type StoredRecord,
  verdicts,
} from '../../store/collections.ts';
import { find, findAll, put } from '../../store/kind.ts';
import { recorded, recordId, retire, unchanged } from '../../store/records.ts';
import type { AgentHandler } from '../http/handler.ts';
import type { Service } from '../service.ts';
import { changedResults } from './changed-results.ts';
import { withoutFuture } from './moments.ts';

/** The most images that a cluster may say are running. */
const mostImages = 20_000;

/**
 * Takes a batch of reports: all of it in one transaction with the batch's number, so that whatever
 * comes twice, or is cut short, is there once; another batch under the same number is refused, as two
 * agents of one cluster would send it. What did not change is not written.
 */
export function takeBatch(service: Service): AgentHandler<typeof sendRecords> {
  // To judge takes policies and proofs apart; an instance that is asked for less answers without.
  const judge = later(async () => (await import('./judge.ts')).judges(service));
  return async (sent, { author, cluster }) => {
    const { documents, clock } = service;
    const moment = new Date(clock()).toISOString();
    const batch = { ...sent, records: sent.records.map((each) => withoutFuture(each, moment)) };
    const before = await find(documents, batches, cluster.id);
    const digest = hash('sha256', JSON.stringify(sent));
    if (before?.sequence === batch.sequence && before.hash === digest) {
      return { sequence: batch.sequence };
    }
    demandNext(batch.sequence, before?.sequence);
    const named = namedSoFar(batch, before?.named, cluster.id);
    if (batch.whole && batch.last) {
      await retire(documents, cluster.id, new Set(named), moment);
    }
    const vouched = await (await judge())(cluster, batch.records);
    return change(service, author, validationChanged, async (transaction, record) => {
      const now = await find(transaction, batches, cluster.id);
      demandNext(batch.sequence, now?.sequence);
      await write(transaction, cluster, batch, vouched, record);
      const open = batch.whole && !batch.last;
      const state = { sequence: batch.sequence, hash: digest, ...(open ? { named } : {}) };
      put(transaction, batches, cluster.id, state);
      return { sequence: batch.sequence };
    });
  };
}

function demandNext(sequence: number, had = 0): void {
  if (sequence === had + 1) return;
  throw new Failure(
    'FAILED_PRECONDITION',
    `batch ${sequence} is not the next: the last that was taken is ${had}`,
    { place: 'sequence', next: 'POST /agent/v1/heartbeat, then all records with whole' },
  );
}

/** The ids of the records that batches with `whole` have named, this one included. */
function namedSoFar(batch: Batch, before: string[] | undefined, cluster: Uidp): string[] {
  if (!batch.whole) return [];
  const ids = batch.records
    .filter(({ running }) => running)
    .map(({ image }) => recordId(cluster, image));
  const named = [...new Set([...(before ?? []), ...ids])];
  if (named.length <= mostImages) return named;
  throw new Failure('RESOURCE_EXHAUSTED', `a cluster may run ${mostImages} images, and no more`, {
    place: 'records',
    next: 'the same with fewer images',
  });
}

async function write(
  transaction: Transaction,
  cluster: StoredCluster,
  batch: Batch,
  vouched: ReadonlySet<string>,
  record: Record,
): Promise<void> {
  const latest = [...new Map(batch.records.map((each) => [each.image, each])).values()];
  const ids = latest.map(({ image }) => recordId(cluster.id, image));
  const known = new Map((await findAll(transaction, records, ids)).map((each) => [each.id, each]));
  for (const { verdict, ...report } of latest) {
    const id = recordId(cluster.id, report.image);
    const before: StoredRecord | undefined = known.get(id);
    const by = vouched.has(report.image) ? 'control plane' : 'agent';
    const after = recorded(cluster, report, by, before);
    if (before !== undefined && unchanged(before, after)) continue;
    put(transaction, records, id, after);
    if (verdict !== undefined) put(transaction, verdicts, id, { verdict: JSON.stringify(verdict) });
    const policies = changedResults(before, after);
    if (Object.keys(policies).length === 0) continue;
    record(id, cluster.group, {
      cluster_id: cluster.id,
      image_id: after.image,
      last_seen: after.lastSeen,
      policies,
    });
  }
}
