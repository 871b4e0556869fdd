// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGroup } from '../../core/api/groups.ts';
import { sendRecords } from '../../core/api/ingest.ts';
import { listRecords } from '../../core/api/records.ts';
import { viewer } from '../../core/iam/roles.ts';
import { authHome, type Home } from '../../test/fixtures/auth/home.ts';
import { type Agent, clusterIn } from '../../test/fixtures/cluster.ts';
import { type Organisation, organisation } from '../../test/fixtures/organisation.ts';
import { reportOf } from '../../test/fixtures/report.ts';

let home: Home;
let ours: Organisation;
let east: Agent;
let west: Agent;
beforeAll(async () => {
  home = await authHome();
  ours = await organisation(home, 'ours');
  const make = async (name: string) => {
    const { id } = await ours.owner.does(createGroup, { parent: ours.root, group: { name } });
    return clusterIn(home, id);
  };
  east = await make('east');
  west = await make('west');
  const fine = reportOf('fine', { outcome: 'pass', policies: [] });
  const bare = reportOf('bare', { coverage: 'uncovered', policies: [] });
  await east.does(sendRecords, { sequence: 1, records: [reportOf('bad'), fine, bare] });
  await west.does(sendRecords, { sequence: 1, records: [reportOf('bad')] });
});
afterAll(() => home.close());

const asked = async (request: object, who = ours.viewer) => {
  const { items } = await who.does(listRecords, request);
  return items.map(({ image, cluster }) => {
    const where = cluster.id === east.id ? 'east' : 'west';
    return `${where}/${/\/(\w+)@/.exec(image)?.[1]}`;
  });
};

test('all that one may see, or what is in a cluster, by its id or that of its namespace', async () => {
  expect((await asked({})).sort()).toEqual(['east/bad', 'east/bare', 'east/fine', 'west/bad']);
  expect(await asked({ cluster: west.id })).toEqual(['west/bad']);
  expect(await asked({ remoteId: west.cluster.remoteId })).toEqual(['west/bad']);
  expect(await asked({ remoteId: 'nowhere' })).toEqual([]);
  expect(await asked({ group: west.cluster.group })).toEqual(['west/bad']);
});

test('violations are what runs and is denied by a policy, not what no policy covers', async () => {
  expect((await asked({ violations: 'true' })).sort()).toEqual(['east/bad', 'west/bad']);
});

test('by policy, by workload, by what the image is called, by when it was seen', async () => {
  expect((await asked({ policy: 'signed' })).sort()).toEqual(['east/bad', 'west/bad']);
  expect(await asked({ workload: 'Pod/default/fine' })).toEqual(['east/fine']);
  expect(await asked({ image: '/ba.e@' })).toEqual(['east/bare']);
  expect(await asked({ activeSince: '2030-01-01T00:00:00.000Z' })).toEqual([]);
  const both = { policy: 'signed', workload: 'Pod/default/fine' };
  expect(await ours.viewer.fails(listRecords, both)).toMatchObject({ status: 400 });
  expect(await ours.viewer.fails(listRecords, { image: '(' })).toMatchObject({
    status: 400,
    place: 'image',
  });
});

test('page by page all come once, also where few of many fit', async () => {
  const found: string[] = [];
  let pageToken: string | undefined;
  do {
    const page = await ours.viewer.does(listRecords, {
      pageSize: 1,
      image: 'bad',
      ...(pageToken === undefined ? {} : { pageToken }),
    });
    found.push(...page.items.map(({ cluster }) => cluster.id));
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  expect(found.sort()).toEqual([east.id, west.id].sort());
});

test('whoever may see one group sees nothing of its neighbour', async () => {
  const guest = await ours.joined('guest', viewer, west.cluster.group);
  expect(await asked({}, guest)).toEqual(['west/bad']);
  expect(await asked({ cluster: east.id }, guest)).toEqual([]);
  expect(await asked({ remoteId: east.cluster.remoteId }, guest)).toEqual([]);
});
