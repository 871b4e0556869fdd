// SPDX-License-Identifier: Apache-2.0
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { heartbeat, sendRecords } from '../../core/api/ingest.ts';
import { Failure } from '../../core/errors.ts';
import { image, type Reporting, reporting } from '../../test/fixtures/agent/reporter.ts';
import { authHome, type Home } from '../../test/fixtures/auth/home.ts';
import { type Organisation, organisation } from '../../test/fixtures/organisation.ts';

let home: Home;
let ours: Organisation;
let cluster: Reporting;

beforeAll(async () => {
  home = await authHome();
  ours = await organisation(home, 'ours');
});
beforeEach(async () => {
  cluster = await reporting(home, ours);
});
afterEach(() => cluster.stop());
afterAll(() => home.close());

test('what runs is told, and each change of it', async () => {
  const set = cluster.begin();
  set('a', 'deny');
  set('b', 'pass');
  await cluster.becomes({ a: 'deny', b: 'pass' });
  set('a', 'pass');
  set('b', 'gone');
  await cluster.becomes({ a: 'pass', b: 'gone' });
});

test('what did not change is not sent', async () => {
  const sent: string[][] = [];
  cluster.calls = (endpoint, request) => {
    const { success, data } = sendRecords.request.safeParse(request);
    if (success) sent.push(data.records.map((each) => each.image));
    return cluster.agent.does(endpoint, request);
  };
  const set = cluster.begin();
  set('a', 'deny');
  await cluster.becomes({ a: 'deny' });
  set('a', 'deny');
  set('b', 'pass');
  await cluster.becomes({ a: 'deny', b: 'pass' });
  expect(sent).toEqual([[image('a')], [image('b')]]);
});

test('since when an image could not be read again is told once, whatever its registry says from then on', async () => {
  const sent: unknown[] = [];
  cluster.calls = (endpoint, request) => {
    const { success, data } = sendRecords.request.safeParse(request);
    if (success) sent.push(...data.records.map(({ unread }) => unread));
    return cluster.agent.does(endpoint, request);
  };
  const set = cluster.begin();
  set('a', 'pass');
  await cluster.becomes({ a: 'pass' });
  const since = Date.parse('2026-01-01T00:00:00Z');
  set('a', 'pass', { unread: { since, why: 'asks to wait until one' } });
  set('b', 'pass');
  await cluster.becomes({ a: 'pass', b: 'pass' });
  set('a', 'pass', { unread: { since, why: 'asks to wait until two' } });
  set('b', 'warn');
  await cluster.becomes({ a: 'pass', b: 'warn' });
  set('a', 'pass');
  set('b', 'pass');
  await cluster.becomes({ a: 'pass', b: 'pass' });
  const unread = { since: '2026-01-01T00:00:00.000Z', why: 'asks to wait until one' };
  const nothing = undefined;
  expect(sent).toEqual([nothing, unread, nothing, nothing, nothing, nothing]);
});

test('what was applied while a sign of life was under way is told at once, too', async () => {
  const revisions: (string | undefined)[] = [];
  cluster.calls = async (endpoint, request) => {
    const { success, data } = heartbeat.request.safeParse(request);
    if (!success) return cluster.agent.does(endpoint, request);
    revisions.push(data.applied?.revision);
    if (revisions.length === 1) {
      cluster.applied = { revision: 'first', at: new Date(), failing: [] };
      cluster.soon();
    }
    return cluster.agent.does(endpoint, request);
  };
  cluster.begin();
  await vi.waitFor(() => expect(revisions).toEqual([undefined, 'first']), 20_000);
});

test('an agent that begins anew says everything, and what it does not know runs no more', async () => {
  const before = cluster.begin();
  before('a', 'deny');
  before('b', 'pass');
  await cluster.becomes({ a: 'deny', b: 'pass' });
  const after = cluster.begin();
  after('b', 'pass');
  after('c', 'pass');
  await cluster.becomes({ a: 'gone', b: 'pass', c: 'pass' });
});

test('if another agent has reported meanwhile, everything is said again', async () => {
  const set = cluster.begin();
  set('a', 'deny');
  await cluster.becomes({ a: 'deny' });
  await cluster.agent.does(sendRecords, { sequence: 2, records: [] });
  await cluster.agent.does(sendRecords, { sequence: 3, whole: true, last: true, records: [] });
  await cluster.becomes({ a: 'gone' });
  set('b', 'pass');
  await cluster.becomes({ a: 'deny', b: 'pass' });
});

test('who does not lead says nothing', async () => {
  cluster.leads = false;
  let asked = 0;
  cluster.calls = async () => {
    asked += 1;
    throw new Failure('UNAVAILABLE', 'not to be asked');
  };
  const set = cluster.begin();
  set('a', 'deny');
  await new Promise((resolve) => setTimeout(resolve, 800));
  expect(asked).toBe(0);
});
