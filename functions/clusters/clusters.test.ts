// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deleteCluster, listClusters, updateCluster } from '../../core/api/clusters.ts';
import { listEvents } from '../../core/api/events.ts';
import { createGroup, deleteGroup } from '../../core/api/groups.ts';
import { clusterStates } from '../../store/collections.ts';
import { find } from '../../store/kind.ts';
import { authHome, type Home } from '../../test/fixtures/auth/home.ts';
import { clusterIn, hasApplied } from '../../test/fixtures/cluster.ts';
import { type Organisation, organisation } from '../../test/fixtures/organisation.ts';

let home: Home;
let ours: Organisation;
let count = 0;
beforeAll(async () => {
  home = await authHome();
  ours = await organisation(home, 'ours');
});
afterAll(() => home.close());

/** A group of its own, with a group in it. */
async function groups() {
  count += 1;
  const named = (name: string) => ({ name: `${name}-${count}` });
  const { does } = ours.owner;
  const upper = await does(createGroup, { parent: ours.root, group: named('upper') });
  const lower = await does(createGroup, { parent: upper.id, group: named('lower') });
  return { upper: upper.id, lower: lower.id };
}

test('clusters are found by id, name, remote id, their group, and what lies above them', async () => {
  const { upper, lower } = await groups();
  const [first, second] = [await clusterIn(home, upper), await clusterIn(home, lower)];
  const found = async (asked: object) =>
    (await ours.viewer.does(listClusters, asked)).items.map(({ id }) => id).sort();
  const both = [first.id, second.id].sort();
  expect(await found({ 'uidp.descendantsOf': upper })).toEqual(both);
  expect(await found({ group: upper })).toEqual([first.id]);
  expect(await found({ id: second.id })).toEqual([second.id]);
  expect(await found({ name: first.cluster.name })).toEqual([first.id]);
  expect(await found({ remoteId: second.cluster.remoteId })).toEqual([second.id]);
  expect(await found({ remoteId: second.cluster.remoteId, group: upper })).toEqual([]);
});

test('a cluster shows what its agent said last, and what was registered before it said anything', async () => {
  const { upper } = await groups();
  const agent = await clusterIn(home, upper);
  const one = async () => (await ours.viewer.does(listClusters, { id: agent.id })).items[0];
  expect(await one()).toMatchObject({ profiles: [], activity: {} });
  expect(await one()).not.toHaveProperty('lastSeen');
  await hasApplied(home, agent, 'revision-1');
  expect(await one()).toMatchObject({
    name: agent.cluster.name,
    version: 'v1.35.0',
    agentVersion: '0.1.0',
    profiles: ['enforcer'],
    activity: { enforcer: expect.any(String) },
    applied: { revision: 'revision-1', failing: [] },
  });
});

test('activeSince leaves out who was silent since, and counts who has just registered as active', async () => {
  const { upper } = await groups();
  const [silent, fresh] = [await clusterIn(home, upper), await clusterIn(home, upper)];
  await hasApplied(home, silent, 'r');
  const now = home.service.clock();
  const found = async (since: number) => {
    const activeSince = new Date(since).toISOString();
    const { items } = await ours.viewer.does(listClusters, { group: upper, activeSince });
    return items.map(({ id }) => id).sort();
  };
  expect(await found(now - 60_000)).toEqual([silent.id, fresh.id].sort());
  expect(await found(now + 60_000)).toEqual([]);
  home.later(120_000);
  await hasApplied(home, fresh, 'r');
  expect(await found(now + 60_000)).toEqual([fresh.id]);
});

test('a cluster is renamed and described; what proves it and what it reported stay', async () => {
  const { upper } = await groups();
  const agent = await clusterIn(home, upper);
  await hasApplied(home, agent, 'r');
  const before = (await ours.editor.does(listClusters, { id: agent.id })).items[0];
  const wanted = { id: agent.id, name: 'production', description: 'in Frankfurt' };
  const after = await ours.editor.does(updateCluster, wanted);
  expect(after).toEqual({ ...before, ...wanted });
  const { reason } = await ours.editor.fails(updateCluster, { id: agent.id, name: 'Not Good' });
  expect(reason).toBe('INVALID_ARGUMENT');
});

test('a deleted cluster takes its state along, leaves an event, and frees its group', async () => {
  const { lower } = await groups();
  const agent = await clusterIn(home, lower);
  await hasApplied(home, agent, 'r');
  const full = await ours.owner.fails(deleteGroup, { id: lower });
  expect(full).toMatchObject({
    reason: 'FAILED_PRECONDITION',
    next: `chainctl cluster delete ${agent.id}`,
    faults: [{ place: agent.id, fault: `cluster "${agent.cluster.name}" is in it` }],
  });
  await ours.editor.does(deleteCluster, { id: agent.id });
  expect(await find(home.service.documents, clusterStates, agent.id)).toBeUndefined();
  const trail = await ours.owner.does(listEvents, { group: lower });
  expect(trail.items[0]).toMatchObject({
    type: 'dev.chainguard.api.tenant.cluster.deleted.v1',
    subject: agent.id,
    body: { remoteId: agent.cluster.remoteId },
  });
  expect(await ours.editor.tries(deleteCluster, { id: agent.id })).toBe(404);
  await ours.owner.does(deleteGroup, { id: lower });
});
