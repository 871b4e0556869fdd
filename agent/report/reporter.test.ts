// SPDX-License-Identifier: Apache-2.0
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { sendRecords } from '../../core/api/ingest.ts';
import { listRecords } from '../../core/api/records.ts';
import { Failure } from '../../core/errors.ts';
import type { Verdict } from '../../core/policy/verdict.ts';
import { authHome, type Home } from '../../test/fixtures/auth/home.ts';
import { digestOf } from '../../test/fixtures/cluster/pods.ts';
import { type Agent, clusterIn } from '../../test/fixtures/cluster.ts';
import { type Organisation, organisation } from '../../test/fixtures/organisation.ts';
import type { ControlPlane } from '../control-plane.ts';
import type { Repeated } from '../every.ts';
import type { KnownImage } from '../verify/known.ts';
import { reportTo } from './reporter.ts';

let home: Home;
let ours: Organisation;
let agent: Agent;
let reporter: Repeated | undefined;
let calls: ControlPlane['call'];
let leads = true;

beforeAll(async () => {
  home = await authHome();
  ours = await organisation(home, 'ours');
});
beforeEach(async () => {
  agent = await clusterIn(home, ours.root);
  calls = (endpoint, request) => agent.does(endpoint, request);
  leads = true;
});
afterEach(() => reporter?.stop());
afterAll(() => home.close());

const image = (name: string) => `index.docker.io/acme/${name}@${digestOf(name)}`;
const now = () => new Date().toISOString();

/** What a verification would know, as a test says it. */
function cluster() {
  const known = new Map<string, KnownImage>();
  let listener: (names: readonly string[]) => void = () => undefined;
  const set = (
    name: string,
    outcome: Verdict['outcome'] | 'gone',
    more: Pick<KnownImage, 'unread'> = {},
  ) => {
    const key = image(name);
    if (outcome === 'gone') known.delete(key);
    else {
      const verdict = { image: key, name: key, at: now(), outcome, policies: [] };
      const running = { name: key, workloads: [], objects: [], access: [] };
      const judged = { verdict, held: [] };
      known.set(key, { image: running, firstSeen: Date.now(), judged, ...more });
    }
    listener([key]);
  };
  const onChange = (each: typeof listener) => {
    listener = each;
  };
  return { set, verification: { known: () => known, isComplete: () => true, onChange } };
}

/** An agent process that begins to report; what it knew before goes with the one before it. */
function begin() {
  reporter?.stop();
  const { set, verification } = cluster();
  reporter = reportTo({
    plane: { call: (...args) => calls(...args) },
    verification,
    applied: () => undefined,
    leads: () => leads,
    about: async () => ({ agentVersion: '1', version: 'v1', profiles: ['observer'] }),
    troubled: () => undefined,
  });
  return set;
}

const told = async () => {
  const { items } = await ours.viewer.does(listRecords, { cluster: agent.id });
  const short = items.map((each) => [
    /(\w+)@/.exec(each.image)?.[1],
    each.running ? each.outcome : 'gone',
  ]);
  return Object.fromEntries(short);
};
const becomes = (expected: object) =>
  vi.waitFor(async () => expect(await told()).toEqual(expected), { timeout: 20_000 });

test('what runs is told, and each change of it', async () => {
  const set = begin();
  set('a', 'deny');
  set('b', 'pass');
  await becomes({ a: 'deny', b: 'pass' });
  set('a', 'pass');
  set('b', 'gone');
  await becomes({ a: 'pass', b: 'gone' });
});

test('what did not change is not sent', async () => {
  const sent: string[][] = [];
  calls = (endpoint, request) => {
    const { success, data } = sendRecords.request.safeParse(request);
    if (success) sent.push(data.records.map((each) => each.image));
    return agent.does(endpoint, request);
  };
  const set = begin();
  set('a', 'deny');
  await becomes({ a: 'deny' });
  set('a', 'deny');
  set('b', 'pass');
  await becomes({ a: 'deny', b: 'pass' });
  expect(sent).toEqual([[image('a')], [image('b')]]);
});

test('since when an image could not be read again is told once, whatever its registry says from then on', async () => {
  const sent: unknown[] = [];
  calls = (endpoint, request) => {
    const { success, data } = sendRecords.request.safeParse(request);
    if (success) sent.push(...data.records.map(({ unread }) => unread));
    return agent.does(endpoint, request);
  };
  const set = begin();
  set('a', 'pass');
  await becomes({ a: 'pass' });
  const since = Date.parse('2026-01-01T00:00:00Z');
  set('a', 'pass', { unread: { since, why: 'asks to wait until one' } });
  set('b', 'pass');
  await becomes({ a: 'pass', b: 'pass' });
  set('a', 'pass', { unread: { since, why: 'asks to wait until two' } });
  set('b', 'warn');
  await becomes({ a: 'pass', b: 'warn' });
  set('a', 'pass');
  set('b', 'pass');
  await becomes({ a: 'pass', b: 'pass' });
  const unread = { since: '2026-01-01T00:00:00.000Z', why: 'asks to wait until one' };
  const nothing = undefined;
  expect(sent).toEqual([nothing, unread, nothing, nothing, nothing, nothing]);
});

test('through an outage the latest state of each image is kept, and sent once', async () => {
  let down = true;
  const batches: number[] = [];
  calls = async (endpoint, request) => {
    if (down) throw new Failure('UNAVAILABLE', 'down');
    const { success, data } = sendRecords.request.safeParse(request);
    if (success) batches.push(data.records.length);
    return agent.does(endpoint, request);
  };
  const set = begin();
  for (const outcome of ['deny', 'pass', 'deny', 'warn'] as const) set('a', outcome);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  down = false;
  await becomes({ a: 'warn' });
  expect(batches).toEqual([1]);
});

test('a batch whose answer was lost is not sent again, and what changed meanwhile is', async () => {
  let lose = true;
  calls = async (endpoint, request) => {
    const answer = await agent.does(endpoint, request);
    if (!lose || !sendRecords.request.safeParse(request).success) return answer;
    lose = false;
    throw new Failure('UNAVAILABLE', 'the answer was lost');
  };
  const set = begin();
  set('a', 'deny');
  await becomes({ a: 'deny' });
  set('a', 'pass');
  await becomes({ a: 'pass' });
});

test('an agent that begins anew says everything, and what it does not know runs no more', async () => {
  const before = begin();
  before('a', 'deny');
  before('b', 'pass');
  await becomes({ a: 'deny', b: 'pass' });
  const after = begin();
  after('b', 'pass');
  after('c', 'pass');
  await becomes({ a: 'gone', b: 'pass', c: 'pass' });
});

test('if another agent has reported meanwhile, everything is said again', async () => {
  const set = begin();
  set('a', 'deny');
  await becomes({ a: 'deny' });
  await agent.does(sendRecords, { sequence: 2, records: [] });
  await agent.does(sendRecords, { sequence: 3, whole: true, last: true, records: [] });
  await becomes({ a: 'gone' });
  set('b', 'pass');
  await becomes({ a: 'deny', b: 'pass' });
});

test('who does not lead says nothing', async () => {
  leads = false;
  let asked = 0;
  calls = async () => {
    asked += 1;
    throw new Failure('UNAVAILABLE', 'not to be asked');
  };
  const set = begin();
  set('a', 'deny');
  await new Promise((resolve) => setTimeout(resolve, 800));
  expect(asked).toBe(0);
});
