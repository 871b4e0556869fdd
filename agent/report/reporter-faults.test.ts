// SPDX-License-Identifier: Apache-2.0
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { heartbeat, sendRecords } from '../../core/api/ingest.ts';
import { Failure } from '../../core/errors.ts';
import { type Reporting, reporting } from '../../test/fixtures/agent/reporter.ts';
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

/** What was to come at once has come. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 800));

test('through an outage the latest state of each image is kept, and sent once', async () => {
  let down = true;
  const batches: number[] = [];
  cluster.calls = async (endpoint, request) => {
    if (down) throw new Failure('UNAVAILABLE', 'down');
    const { success, data } = sendRecords.request.safeParse(request);
    if (success) batches.push(data.records.length);
    return cluster.agent.does(endpoint, request);
  };
  const set = cluster.begin();
  for (const outcome of ['deny', 'pass', 'deny', 'warn'] as const) set('a', outcome);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  down = false;
  await cluster.becomes({ a: 'warn' });
  expect(batches).toEqual([1]);
});

test('after an outage of an hour everything is said once more, no more than a batch of it at a time', async () => {
  const batches: number[] = [];
  cluster.calls = (endpoint, request) => {
    const { success, data } = sendRecords.request.safeParse(request);
    if (success) batches.push(data.records.length);
    return cluster.agent.does(endpoint, request);
  };
  const set = cluster.begin();
  const names = Array.from({ length: 150 }, (_, position) => `image${position}`);
  for (const name of names) set(name, 'pass');
  await vi.waitFor(() => expect(batches).toEqual([100, 50]), 20_000);
  await settled();
  cluster.passed = 3_700_000;
  cluster.soon();
  await vi.waitFor(() => expect(batches).toEqual([100, 50, 100]), 20_000);
  await settled();
  expect(batches).toEqual([100, 50, 100]);
  cluster.soon();
  await vi.waitFor(() => expect(batches).toEqual([100, 50, 100, 50]), 20_000);
});

test('a clock that is set back holds up no sign of life', async () => {
  let beats = 0;
  cluster.calls = (endpoint, request) => {
    if (endpoint.id === heartbeat.id) beats += 1;
    return cluster.agent.does(endpoint, request);
  };
  const set = cluster.begin();
  set('a', 'deny');
  await cluster.becomes({ a: 'deny' });
  const before = beats;
  cluster.ahead = -600_000;
  cluster.passed = 61_000;
  set('a', 'pass');
  await cluster.becomes({ a: 'pass' });
  expect(beats).toBe(before + 1);
});

test('what is said half way, and runs no more when it is said again, is told as that', async () => {
  const before = cluster.begin();
  before('first', 'pass');
  await cluster.becomes({ first: 'pass' });
  let batches = 0;
  cluster.calls = (endpoint, request) => {
    if (endpoint.id === sendRecords.id && ++batches === 2) throw new Failure('UNAVAILABLE', 'down');
    return cluster.agent.does(endpoint, request);
  };
  const set = cluster.begin();
  const names = Array.from({ length: 150 }, (_, position) => `image${position}`);
  for (const name of names) set(name, 'pass');
  await vi.waitFor(() => expect(batches).toBe(2), 20_000);
  set('image0', 'gone');
  const rest = Object.fromEntries(names.map((name) => [name, 'pass']));
  await cluster.becomes({ ...rest, image0: 'gone', first: 'gone' });
});

test('a batch of which it is not known whether it was taken is not thought to be, after another led', async () => {
  const set = cluster.begin();
  set('a', 'deny');
  await cluster.becomes({ a: 'deny' });
  let lost = false;
  cluster.calls = async (endpoint, request) => {
    if (endpoint.id !== sendRecords.id) return cluster.agent.does(endpoint, request);
    lost = true;
    throw new Failure('UNAVAILABLE', 'it was lost');
  };
  set('a', 'pass');
  await vi.waitFor(() => expect(lost).toBe(true), 20_000);
  cluster.leads = false;
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  await cluster.agent.does(sendRecords, { sequence: 2, whole: true, last: true, records: [] });
  cluster.calls = (endpoint, request) => cluster.agent.does(endpoint, request);
  cluster.leads = true;
  cluster.soon();
  await cluster.becomes({ a: 'pass' });
});

test('a batch whose answer was lost is not sent again, and what changed meanwhile is', async () => {
  let lose = true;
  cluster.calls = async (endpoint, request) => {
    const answer = await cluster.agent.does(endpoint, request);
    if (!lose || !sendRecords.request.safeParse(request).success) return answer;
    lose = false;
    throw new Failure('UNAVAILABLE', 'the answer was lost');
  };
  const set = cluster.begin();
  set('a', 'deny');
  await cluster.becomes({ a: 'deny' });
  set('a', 'pass');
  await cluster.becomes({ a: 'pass' });
});
