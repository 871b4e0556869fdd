// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listClusters } from '../../core/api/clusters.ts';
import { heartbeat, sendRecords } from '../../core/api/ingest.ts';
import { listRecords } from '../../core/api/records.ts';
import { authHome, type Home } from '../../test/fixtures/auth/home.ts';
import { type Agent, clusterIn } from '../../test/fixtures/cluster.ts';
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

test('a heartbeat stands for every image that runs on', async () => {
  const own = await agent();
  const stopped = reportOf('stopped', { running: false, workloads: [] });
  await own.does(sendRecords, { sequence: 1, records: [reportOf('runs'), stopped] });
  home.later(600_000);
  await own.does(heartbeat, {
    agentVersion: '1',
    version: 'v1',
    profiles: ['enforcer'],
    sequence: 1,
  });
  const found = await seen(own);
  const moments = Object.fromEntries(found.map((each) => [each.running, each.lastSeen]));
  expect(moments['false']).toBe(stopped.lastSeen);
  expect(Date.parse(moments['true'] ?? '')).toBeGreaterThan(Date.now() + 500_000);
});

test('what was applied stays applied while another replica begins to lead', async () => {
  const own = await agent();
  const beat = { agentVersion: '1', version: 'v1', profiles: ['enforcer' as const], sequence: 0 };
  const at = '2026-01-01T00:00:00.000Z';
  const shown = async () => {
    const { items } = await ours.viewer.does(listClusters, { pageSize: 500 });
    return items.find(({ id }) => id === own.id)?.applied;
  };
  await own.does(heartbeat, beat);
  expect(await shown()).toBeUndefined();
  await own.does(heartbeat, { ...beat, applied: { revision: '1', at, failing: [] } });
  await own.does(heartbeat, beat);
  expect(await shown()).toEqual({ revision: '1', at, failing: [] });
  await own.does(heartbeat, { ...beat, applied: { revision: '2', at, failing: [] } });
  expect(await shown()).toEqual({ revision: '2', at, failing: [] });
});

test('nothing is kept as seen at a moment that is yet to come, whatever the clock of the agent says', async () => {
  const own = await agent();
  const early = new Date(home.service.clock() + 600_000).toISOString();
  const [result] = reportOf('app').policies;
  const told = reportOf('app', {
    firstSeen: early,
    lastSeen: early,
    refreshed: { policy: early, sig: '2026-01-01T00:00:01.000Z' },
    policies: result === undefined ? [] : [{ ...result, checkedAt: early }],
  });
  await own.does(sendRecords, { sequence: 1, records: [told] });
  const applied = { revision: '1', at: early, failing: [] };
  const beat = { agentVersion: '1', version: 'v1', profiles: ['enforcer' as const] };
  await own.does(heartbeat, { ...beat, applied, sequence: 1 });
  const now = new Date(home.service.clock()).toISOString();
  const [found] = await seen(own);
  const { items } = await ours.viewer.does(listClusters, { pageSize: 500 });
  const moments = [
    ...[found?.firstSeen, found?.lastSeen, found?.refreshed.policy],
    ...[found?.policies[0]?.checkedAt, items.find(({ id }) => id === own.id)?.applied?.at],
  ];
  for (const each of moments) expect(each && each <= now).toBe(true);
  expect(found?.refreshed.sig).toBe('2026-01-01T00:00:01.000Z');
});

test('what one agent had named when it ended half way is not said by the next', async () => {
  const own = await agent();
  const all = ['a', 'b', 'c'].map((name) => reportOf(name));
  await own.does(sendRecords, { sequence: 1, whole: true, records: all.slice(0, 2) });
  const beat = { agentVersion: '1', version: 'v1', profiles: ['enforcer' as const] };
  expect(await own.does(heartbeat, { ...beat, sequence: 0 })).toMatchObject({ sequence: 1 });
  await own.does(sendRecords, { sequence: 2, whole: true, records: all.slice(1, 2) });
  await own.does(heartbeat, { ...beat, sequence: 2 });
  await own.does(sendRecords, { sequence: 3, whole: true, last: true, records: all.slice(2, 3) });
  const running = (await seen(own)).filter((each) => each.running).map((each) => each.image);
  expect(running.sort()).toEqual([image('b'), image('c')]);
});
