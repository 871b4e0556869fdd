// SPDX-License-Identifier: Apache-2.0
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { deleteCluster } from '../../core/api/clusters.ts';
import { listEvents } from '../../core/api/events.ts';
import { heartbeat, sendRecords } from '../../core/api/ingest.ts';
import { describeRecord, listRecords } from '../../core/api/records.ts';
import { batches, records } from '../../store/collections.ts';
import { at, fields, stored } from '../../store/kind.ts';
import { clearDeparted, recorded, recordId } from '../../store/records.ts';
import { authHome, type Home } from '../../test/fixtures/auth/home.ts';
import { type Agent, clusterIn } from '../../test/fixtures/cluster.ts';
import { dump } from '../../test/fixtures/dump.ts';
import { type Organisation, organisation } from '../../test/fixtures/organisation.ts';
import { reportOf } from '../../test/fixtures/report.ts';

let home: Home;
let ours: Organisation;
beforeAll(async () => {
  home = await authHome();
  ours = await organisation(home, 'ours');
});
afterAll(() => home.close());

const agent = () => clusterIn(home, ours.root);
const seen = async (of: Agent) => (await ours.viewer.does(listRecords, { cluster: of.id })).items;
const image = (name: string) => reportOf(name).image;

test('what an agent reports is what people see, with the tree of the verdict', async () => {
  const own = await agent();
  const verdict = { outcome: 'deny', policies: [] };
  expect(
    await own.does(sendRecords, { sequence: 1, records: [{ ...reportOf('app'), verdict }] }),
  ).toEqual({ sequence: 1 });
  const [found] = await seen(own);
  const { evidence, ...report } = reportOf('app');
  expect(found).toEqual({
    ...report,
    id: recordId(own.id, image('app')),
    group: ours.root,
    cluster: { id: own.id, name: own.cluster.name, remoteId: own.cluster.remoteId },
    violation: true,
    by: 'agent',
  });
  const id = found?.id ?? own.id;
  expect(await ours.viewer.does(describeRecord, { id })).toEqual({ ...found, verdict, evidence });
});

test('a batch that comes twice changes nothing, and one out of turn is refused', async () => {
  const own = await agent();
  await own.does(sendRecords, { sequence: 1, records: [reportOf('app')] });
  const before = await dump(home.service.documents);
  expect(await own.does(sendRecords, { sequence: 1, records: [reportOf('app')] })).toEqual({
    sequence: 1,
  });
  for (const sequence of [1, 3, 7]) {
    const refused = await own.fails(sendRecords, { sequence, records: [reportOf('other')] });
    expect(refused).toMatchObject({ status: 400, message: expect.stringContaining('taken is 1') });
  }
  expect(await dump(home.service.documents)).toEqual(before);
  const beat = { agentVersion: '1', version: 'v1', profiles: ['observer' as const], sequence: 5 };
  expect(await own.does(heartbeat, beat)).toEqual({ sequence: 1, next: 60 });
});

test('a record is written when something changes, not when time passes', async () => {
  const own = await agent();
  const later = '2026-02-01T00:00:00.000Z';
  await own.does(sendRecords, { sequence: 1, records: [reportOf('app')] });
  const key = at(records, recordId(own.id, image('app')));
  const version = async () => (await home.service.documents.get(key))?.version;
  const first = await version();
  const checked = reportOf('app').policies.map((each) => ({ ...each, checkedAt: later }));
  const same = {
    lastSeen: later,
    firstSeen: later,
    refreshed: { policy: later },
    policies: checked,
  };
  await own.does(sendRecords, { sequence: 2, records: [reportOf('app', same)] });
  expect(await version()).toBe(first);
  await own.does(sendRecords, { sequence: 3, records: [reportOf('app', { outcome: 'warn' })] });
  expect(await version()).not.toBe(first);
});

test('when everything is said again, what was not named runs no more', async () => {
  const own = await agent();
  const all = ['a', 'b', 'c', 'd'].map((name) => reportOf(name));
  await own.does(sendRecords, { sequence: 1, records: all });
  await own.does(sendRecords, { sequence: 2, whole: true, records: all.slice(0, 1) });
  expect((await seen(own)).filter(({ running }) => running)).toHaveLength(4);
  await own.does(sendRecords, { sequence: 3, whole: true, last: true, records: all.slice(2, 3) });
  const running = (await seen(own)).filter((each) => each.running).map((each) => each.image);
  expect(running.sort()).toEqual([image('a'), image('c')]);
});

test('who listens hears which policies changed their mind, and only then', async () => {
  const own = await agent();
  const type = 'dev.chainguard.policy.validation.changed.v1';
  const heard = async () =>
    (await ours.owner.does(listEvents, { group: ours.root, type })).items.filter(
      ({ body }) => body['cluster_id'] === own.id,
    );
  await own.does(sendRecords, { sequence: 1, records: [reportOf('app')] });
  const signed = reportOf('app').policies.map(({ reason, message, ...each }) => ({
    ...each,
    outcome: 'pass' as const,
  }));
  const passing = reportOf('app', { outcome: 'pass', policies: signed });
  await own.does(sendRecords, { sequence: 2, records: [passing] });
  await own.does(sendRecords, { sequence: 3, records: [{ ...passing, sboms: [] }] });
  const changes = (await heard()).map(({ body }) => body['policies']);
  expect(changes).toMatchObject([
    { signed: { valid: true, change: 'improved' } },
    { signed: { valid: false, change: 'new', diagnostic: 'no matching signatures' } },
  ]);
});

describe('bodies', () => {
  const send = (own: Agent, body: Uint8Array) =>
    fetch(`${home.url}/agent/v1/records`, {
      method: 'POST',
      headers: { authorization: `Bearer ${own.token}`, 'content-type': 'application/json' },
      body: new Uint8Array(body),
    });

  test('are taken as gzip', async () => {
    const own = await agent();
    const batch = JSON.stringify({ sequence: 1, records: [reportOf('zipped')] });
    expect((await send(own, gzipSync(batch))).status).toBe(200);
    expect(await seen(own)).toHaveLength(1);
  });

  test('that grow beyond all bounds when they are unpacked, or are cut short, are refused', async () => {
    const own = await agent();
    const bomb = gzipSync(Buffer.alloc(60_000_000));
    expect((await send(own, bomb)).status).toBe(400);
    expect((await send(own, gzipSync('{"sequence":1}').subarray(0, 12))).status).toBe(400);
    expect(await home.service.documents.get(at(batches, own.id))).toBeUndefined();
  });
});

test('a cluster speaks of itself alone', async () => {
  const own = await agent();
  const other = await agent();
  await own.does(sendRecords, { sequence: 1, records: [reportOf('app')] });
  expect(await seen(other)).toEqual([]);
  const theirs = await organisation(home, 'theirs');
  expect((await theirs.owner.does(listRecords, { cluster: own.id })).items).toEqual([]);
});

test.each(['before', 'after'] as const)(
  'an instance that dies %s it wrote leaves a batch that can be sent again',
  async (fate) => {
    const own = await agent();
    const transaction = home.service.documents.transaction.bind(home.service.documents);
    const dying = vi.spyOn(home.service.documents, 'transaction');
    dying.mockImplementationOnce(async (run) => {
      if (fate === 'after') await transaction(run);
      throw new Error('gone');
    });
    expect(await own.tries(sendRecords, { sequence: 1, records: [reportOf('app')] })).toBe(500);
    dying.mockRestore();
    expect(await seen(own)).toHaveLength(fate === 'after' ? 1 : 0);
    await own.does(sendRecords, { sequence: 1, records: [reportOf('app')] });
    expect(await seen(own)).toHaveLength(1);
  },
);

test('what a deleted cluster leaves is cleared away, also what came late, and its neighbours keep theirs', async () => {
  const { documents } = home.service;
  const own = await agent();
  const other = await agent();
  for (const each of [own, other]) {
    await each.does(sendRecords, { sequence: 1, records: [reportOf('app'), reportOf('b')] });
  }
  await ours.owner.does(deleteCluster, { id: own.id });
  expect(await seen(own)).toEqual([]);
  expect(await clearDeparted(documents, home.service.clock)).toBe(1);
  const record = recorded(own.cluster, reportOf('late'), 'agent', undefined);
  await documents.put(at(records, record.id), fields(record));
  const later = () => home.service.clock() + 300_000;
  expect(await clearDeparted(documents, later)).toBe(1);
  const left = Object.keys(await dump(documents)).filter((key) => key.includes(stored(own.id)));
  expect(left).toEqual([]);
  expect(await seen(other)).toHaveLength(2);
  expect(await clearDeparted(documents, later)).toBe(0);
});
