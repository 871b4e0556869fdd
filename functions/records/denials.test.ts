// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { deleteCluster } from '../../core/api/clusters.ts';
import { keptFor, listDenials, mostDenials, sendDenials } from '../../core/api/denials.ts';
import { listEvents } from '../../core/api/events.ts';
import { createGroup } from '../../core/api/groups.ts';
import { denials } from '../../store/collections.ts';
import { find } from '../../store/kind.ts';
import { clearDeparted } from '../../store/records.ts';
import { authHome, type Home } from '../../test/fixtures/auth/home.ts';
import { type Agent, clusterIn } from '../../test/fixtures/cluster.ts';
import { refusedOf } from '../../test/fixtures/denial.ts';
import { type Organisation, organisation } from '../../test/fixtures/organisation.ts';
import { allPages } from '../../test/fixtures/pages.ts';

let home: Home;
let ours: Organisation;
let own: Agent;
beforeAll(async () => {
  home = await authHome();
  ours = await organisation(home, 'ours');
});
beforeEach(async () => {
  own = await clusterIn(home, ours.root);
});
afterAll(() => home.close());

const listed = async (asked: object = {}) =>
  (await ours.viewer.does(listDenials, { cluster: own.id, ...asked })).items;
const namesIn = (items: { object: { name: string } }[]) => items.map(({ object }) => object.name);
const ago = (milliseconds: number) => new Date(home.service.clock() - milliseconds).toISOString();

test('whoever may see what runs sees what was refused: what, who wanted it, and why', async () => {
  const refused = refusedOf('app', {
    at: ago(1_000),
    owner: { kind: 'ReplicaSet', name: 'app-1' },
  });
  await own.does(sendDenials, { denials: [refused] });
  const { id, name, remoteId } = own.cluster;
  expect(await listed()).toEqual([
    { ...refused, id: expect.any(String), group: ours.root, cluster: { id, name, remoteId } },
  ]);
  expect(await listed({ remoteId })).toHaveLength(1);
});

test('the newest comes first, and all pages together hold each once', async () => {
  const refused = ['a', 'b', 'c', 'd', 'e'].map((each, index) =>
    refusedOf(each, { at: ago(index * 1_000) }),
  );
  await own.does(sendDenials, { denials: [...refused].reverse() });
  const pages = allPages(2, (page) => ours.viewer.does(listDenials, { cluster: own.id, ...page }));
  expect(namesIn(await pages)).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('what is told twice is there once, and told once to whoever subscribed', async () => {
  const one = refusedOf('app', { at: ago(0) });
  await own.does(sendDenials, { denials: [one, one] });
  await own.does(sendDenials, { denials: [one] });
  expect(await listed()).toHaveLength(1);
  const type = 'dev.chainguard.admission.v1';
  const events = (await ours.owner.does(listEvents, { group: ours.root, type })).items;
  expect(events.filter(({ subject }) => subject === own.id)).toMatchObject([
    { body: { cluster_id: own.id, user: 'ada@example.com', times: 1 } },
  ]);
});

test('they are found by the image, and by the group above the cluster', async () => {
  const below = await ours.owner.does(createGroup, { parent: ours.root, group: { name: 'below' } });
  own = await clusterIn(home, below.id);
  const refused = ['a', 'b'].map((each) => refusedOf(each, { at: ago(0) }));
  await own.does(sendDenials, { denials: refused });
  const image = refused[0]?.images[0]?.image;
  expect(namesIn(await listed({ image }))).toEqual(['a']);
  const inGroup = await ours.viewer.does(listDenials, { group: below.id });
  expect(namesIn(inGroup.items).sort()).toEqual(['a', 'b']);
});

test('whatever the clock of a cluster says, nothing was refused later than now, and it is kept for thirty days', async () => {
  const [future, past] = ['9999-01-01T00:00:00.000Z', '0001-01-01T00:00:00.000Z'];
  await own.does(sendDenials, {
    denials: [refusedOf('early', { at: future }), refusedOf('late', { at: past })],
  });
  const all = await listed();
  expect(namesIn(all)).toEqual(['early', 'late']);
  expect(Date.parse(all[0]?.at ?? '')).toBeLessThanOrEqual(home.service.clock());
  for (const { id } of all) {
    const kept = (await find(home.service.documents, denials, id))?.expires ?? 0;
    expect(Math.abs(kept - keptFor - home.service.clock())).toBeLessThan(60_000);
  }
});

test('more than a transaction takes is refused, and nothing of it is kept', async () => {
  const refused = Array.from({ length: mostDenials + 1 }, (_, index) => refusedOf(`app-${index}`));
  expect(await own.tries(sendDenials, { denials: refused })).toBe(400);
  expect(await listed()).toEqual([]);
  await own.does(sendDenials, { denials: refused.slice(1) });
  expect(await listed()).toHaveLength(mostDenials);
});

test('another organisation sees none of it, and with the cluster it goes', async () => {
  await own.does(sendDenials, { denials: [refusedOf('app', { at: ago(0) })] });
  const theirs = await organisation(home, 'theirs');
  expect((await theirs.owner.does(listDenials, { cluster: own.id })).items).toEqual([]);
  await ours.owner.does(deleteCluster, { id: own.id });
  await clearDeparted(home.service.documents, home.service.clock);
  expect(await listed()).toEqual([]);
});
