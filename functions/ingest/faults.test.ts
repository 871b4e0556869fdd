// SPDX-License-Identifier: Apache-2.0
import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { deleteCluster } from '../../core/api/clusters.ts';
import { sendDenials } from '../../core/api/denials.ts';
import {
  askEvidence,
  heartbeat,
  putEvidence,
  readEvidence,
  sendRecords,
} from '../../core/api/ingest.ts';
import { Failure } from '../../core/errors.ts';
import { Conflict } from '../../ports/documents/port.ts';
import { sweep } from '../../store/change.ts';
import { stored } from '../../store/kind.ts';
import { clearDeparted } from '../../store/records.ts';
import { authHome, type Home } from '../../test/fixtures/auth/home.ts';
import { type Agent, clusterIn } from '../../test/fixtures/cluster.ts';
import { refusedOf } from '../../test/fixtures/denial.ts';
import { dump } from '../../test/fixtures/dump.ts';
import { injected } from '../../test/fixtures/injected.ts';
import { type Organisation, organisation } from '../../test/fixtures/organisation.ts';
import { reportOf } from '../../test/fixtures/report.ts';
import { blobOf } from './evidence.ts';

let home: Home;
let ours: Organisation;
beforeAll(async () => {
  home = await authHome();
  ours = await organisation(home, 'ours');
});
afterAll(() => home.close());

/** Evidence of which each cluster has its own. */
const pieceOf = (own: Agent) => {
  const bytes = Buffer.from(`of ${own.id}`);
  return { digest: `sha256:${hash('sha256', bytes)}`, content: bytes.toString('base64') };
};
const beat = { agentVersion: '1', version: 'v1', profiles: ['enforcer' as const], sequence: 0 };
const some = ['a', 'b', 'c'].map((name) => reportOf(name));
const refused = [refusedOf('a'), refusedOf('b')];
const verdict = { outcome: 'deny' };

/** Each handler: what goes before, and what is asked of it. */
const handlers = {
  heartbeat: { ask: (own: Agent) => own.tries(heartbeat, beat) },
  'a batch': {
    ask: (own: Agent) =>
      own.tries(sendRecords, { sequence: 1, records: some.map((each) => ({ ...each, verdict })) }),
  },
  'the last batch of everything': {
    before: (own: Agent) => own.does(sendRecords, { sequence: 1, records: some }),
    ask: (own: Agent) =>
      own.tries(sendRecords, {
        sequence: 2,
        whole: true,
        last: true,
        records: [reportOf('a', { outcome: 'warn', evidence: [pieceOf(own).digest] })],
      }),
  },
  'what was refused': {
    ask: (own: Agent) => own.tries(sendDenials, { denials: refused }),
  },
  'sending evidence': { ask: (own: Agent) => own.tries(putEvidence, pieceOf(own)) },
  'asking for evidence': {
    ask: (own: Agent) => own.tries(askEvidence, { digests: [pieceOf(own).digest] }),
  },
  'reading evidence': {
    before: (own: Agent) => own.does(putEvidence, pieceOf(own)),
    ask: (own: Agent) => own.tries(readEvidence, { digest: pieceOf(own).digest }),
  },
  'deleting it and clearing up': {
    before: async (own: Agent) => {
      await own.does(sendRecords, { sequence: 1, records: some });
      await own.does(putEvidence, pieceOf(own));
    },
    ask: async (own: Agent) => {
      const status = await ours.owner.tries(deleteCluster, { id: own.id });
      const later = () => home.service.clock() + 300_000;
      const cleared = clearDeparted(home.service.documents, later);
      return cleared.then(
        () => (status === 404 ? 200 : status),
        () => 500,
      );
    },
  },
} satisfies Record<
  string,
  { before?: (own: Agent) => Promise<unknown>; ask: (own: Agent) => Promise<number> }
>;
const table: { name: string; before?: (own: Agent) => Promise<unknown>; ask: Ask }[] =
  Object.entries(handlers).map(([name, handler]) => ({ name, ...handler }));
type Ask = (own: Agent) => Promise<number>;

/** Every call at the ports from now on goes through `fate`, until that is stopped. */
function through(fate: (call: () => Promise<unknown>) => Promise<unknown>): () => void {
  const { service } = home;
  const { documents, blobs, topics, keys } = service;
  Object.assign(
    service,
    injected({ ...service }, (_call, run) => fate(run)),
  );
  return () => void Object.assign(service, { documents, blobs, topics, keys });
}

/** All that is kept of a cluster, without what differs between two clusters that did the same. */
async function kept(own: Agent): Promise<string[]> {
  await sweep(home.service, 0);
  const held = Object.entries(await dump(home.service.documents)).filter(([key, { data }]) =>
    [key, JSON.stringify(data)].some(
      (text) => text.includes(own.id) || text.includes(stored(own.id)),
    ),
  );
  const passing =
    /^(id|time|at|lastSeen|sentAt|registered|client|address|name|remoteId|activity|hash|expires)$/;
  const { digest } = pieceOf(own);
  const blob = await home.service.blobs.info(blobOf(own.id, digest));
  const documents = held
    .map(([key, { data }]) => {
      const text = JSON.stringify(data, (field, value) => (passing.test(field) ? null : value));
      const place = /^(events|outbox|remoteIds)\//.exec(key)?.[1] ?? key;
      return `${place} ${text}`.replaceAll(own.id, 'X').replaceAll(stored(own.id), 'X');
    })
    .map((each) => each.replaceAll(digest.slice('sha256:'.length), 'D'));
  return [...documents, blob === undefined ? 'no blob' : 'blob'].sort();
}

async function prepared(before: ((own: Agent) => Promise<unknown>) | undefined): Promise<Agent> {
  const own = await clusterIn(home, ours.root);
  await before?.(own);
  return own;
}

describe('an instance that is killed at any call leaves nothing half done, and the same again does the rest', () => {
  test.each(table)('$name', async ({ before, ask }) => {
    const undisturbed = await prepared(before);
    let calls = 0;
    const stop = through((call) => {
      calls += 1;
      return call();
    });
    expect(await ask(undisturbed)).toBe(200);
    stop();
    const expected = await kept(undisturbed);
    expect(calls).toBeGreaterThan(1);

    for (let last = 1; last <= calls; last += 1) {
      for (const done of [false, true]) {
        const own = await prepared(before);
        let call = 0;
        const restore = through(async (run) => {
          call += 1;
          if (call < last) return run();
          if (call === last && done) await run();
          throw new Error('killed');
        });
        await ask(own);
        restore();
        expect(await ask(own), `killed at call ${last}`).toBe(200);
        expect(await kept(own), `killed at call ${last}`).toEqual(expected);
      }
    }
  });
});

const away = (what: string) => new Failure('UNAVAILABLE', `the store of ${what} does not answer`);
const faults = [
  { fault: 'ABORTED', error: new Conflict('contended', 'x'), status: 409 },
  { fault: 'DEADLINE_EXCEEDED or RESOURCE_EXHAUSTED', error: away('documents'), status: 503 },
];

describe.each(faults)('$fault of the store is told as what passes', ({ error, status }) => {
  test.each(table)('by $name', async ({ name, before, ask }) => {
    if (name === 'deleting it and clearing up') return;
    const own = await prepared(before);
    for (const method of ['put', 'transaction', 'getAll'] as const) {
      const was = await kept(own);
      const spy = vi.spyOn(home.service.documents, method).mockRejectedValue(error);
      const answered = await ask(own);
      expect(spy.mock.calls.length > 0 ? answered : status).toBe(status);
      spy.mockRestore();
      // Bytes that nothing names yet are no harm: they are what the same request will name.
      const now = (await kept(own)).filter((each) => !each.endsWith('blob'));
      if (answered !== 200) expect(now).toEqual(was.filter((each) => !each.endsWith('blob')));
    }
    expect(await ask(own)).toBe(200);
  });
});

test('while the store of blobs is away, evidence is not taken, and is missing still', async () => {
  const own = await clusterIn(home, ours.root);
  const gone = vi.spyOn(home.service.blobs, 'put').mockRejectedValue(away('blobs'));
  expect(await own.tries(putEvidence, pieceOf(own))).toBe(503);
  gone.mockRestore();
  expect(await own.does(askEvidence, { digests: [pieceOf(own).digest] })).toEqual({
    missing: [pieceOf(own).digest],
  });
  expect(await own.tries(putEvidence, pieceOf(own))).toBe(200);
});

test('while the store of blobs is away, reports are taken, as the word of the agent alone', async () => {
  const own = await clusterIn(home, ours.root);
  await own.does(putEvidence, pieceOf(own));
  const gone = vi.spyOn(home.service.blobs, 'read').mockRejectedValue(away('blobs'));
  const records = [reportOf('app', { evidence: [pieceOf(own).digest] })];
  expect(await own.tries(sendRecords, { sequence: 1, records })).toBe(200);
  gone.mockRestore();
  expect((await kept(own)).filter((each) => each.includes('"by":"agent"'))).toHaveLength(1);
});

test('a heartbeat, and reports that say nothing new, write as little as can be', async () => {
  const own = await clusterIn(home, ours.root);
  const writes: string[] = [];
  const { documents } = home.service;
  await own.does(sendRecords, { sequence: 1, records: some });
  const put = vi.spyOn(documents, 'put').mockImplementation(async ({ collection }) => {
    writes.push(collection.name);
  });
  await own.does(heartbeat, beat);
  put.mockRestore();
  expect(writes).toEqual(['clusterStates']);
  const before = await dump(documents);
  await own.does(sendRecords, { sequence: 2, records: some });
  const after = await dump(documents);
  const written = Object.keys(after).filter((key) => before[key]?.version !== after[key]?.version);
  expect(written).toEqual([`batches/${stored(own.id)}`]);
});
