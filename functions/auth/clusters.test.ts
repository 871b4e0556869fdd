// SPDX-License-Identifier: Apache-2.0
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deleteCluster, listClusters } from '../../core/api/clusters.ts';
import { readDesired } from '../../core/api/desired.ts';
import { listEvents } from '../../core/api/events.ts';
import { createGroup } from '../../core/api/groups.ts';
import { createInvite, listInvites } from '../../core/api/invites.ts';
import { createRole } from '../../core/api/roles.ts';
import { viewer } from '../../core/iam/roles.ts';
import type { Uidp } from '../../core/iam/uidp.ts';
import {
  clusterCode,
  idIn,
  inside,
  privateCluster,
  registeredCluster,
} from '../../test/fixtures/auth/agent.ts';
import { accessToken, authHome, type Home } from '../../test/fixtures/auth/home.ts';
import { bearer } from '../../test/fixtures/caller.ts';
import { type Organisation, organisation } from '../../test/fixtures/organisation.ts';

let home: Home;
let ours: Organisation;
let theirs: Organisation;
beforeAll(async () => {
  home = await authHome();
  ours = await organisation(home, 'ours');
  theirs = await organisation(home, 'theirs');
});
afterAll(async () => {
  await home.close();
});

const code = (options: object = {}) => clusterCode(ours.owner, ours.root, options);
const known = (id: Uidp) => ours.owner.does(listClusters, { id });

/** A private cluster that is registered with us. */
const registered = async () => registeredCluster(home, await code());

test('a private cluster registers with a code and its keys, and then trades its token for one of ours', async () => {
  const cluster = await privateCluster(home);
  const answer = await cluster.register(await code(), { name: 'production', description: 'EU' });
  expect(answer).toMatchObject({ status: 200, body: { group: ours.root, role: 'gulfstream' } });
  const id = idIn(answer);
  expect((await known(id)).items).toEqual([
    {
      id,
      group: ours.root,
      name: 'production',
      description: 'EU',
      remoteId: cluster.remoteId,
      issuer: inside,
      private: true,
      registered: expect.any(String),
      profiles: [],
      activity: {},
    },
  ]);
  const { status, body } = await cluster.exchange(id);
  expect(status).toBe(200);
  const token = String(body['token']);
  expect(decodeJwt(token)).toMatchObject({
    sub: id,
    act: { iss: inside, sub: 'system:serviceaccount:gulfstream:controller' },
  });
  expect(await bearer(home.url, token).does(readDesired, {})).toMatchObject({ group: ours.root });
});

test('the trail says that the cluster came, by which invite and from where', async () => {
  const { id } = await registered();
  const trail = await ours.owner.does(listEvents, { group: ours.root });
  expect(trail.items[0]).toMatchObject({
    type: 'dev.chainguard.api.tenant.cluster.created.v1',
    subject: id,
    actor: { subject: id, act: { iss: inside } },
    body: { invite: expect.stringContaining(ours.root) },
  });
});

const now = () => Math.floor(home.service.clock() / 1000);
test.each<[string, () => object]>([
  ['of another service account', () => ({ sub: 'system:serviceaccount:gulfstream:default' })],
  ['of that name in another namespace', () => ({ sub: 'system:serviceaccount:other:controller' })],
  ['that is meant for the API server', () => ({ aud: ['https://kubernetes.default.svc'] })],
  ['that is meant for nobody', () => ({ aud: undefined })],
  ['that has expired', () => ({ iat: now() - 900, nbf: now() - 900, exp: now() - 60 })],
  ['that never ends', () => ({ exp: undefined })],
  ['of no issuer', () => ({ iss: undefined })],
  ['that says it is ours', () => ({ iss: home.url })],
  ['that says it is of the development login', () => ({ iss: 'http://localhost/dev' })],
])('a token %s registers nothing and is exchanged for nothing', async (_what, wrong) => {
  const cluster = await registered();
  const token = await cluster.token(wrong());
  const other = await privateCluster(home);
  const knock = { remoteId: other.remoteId, keys: cluster.keys() };
  const asked = { code: await code(), cluster: knock };
  expect((await home.call('POST', '/auth/v1/register', token, asked)).status).toBe(401);
  const traded = await home.call('POST', '/sts/exchange', token, { cluster: cluster.id });
  expect(traded.status).toBe(401);
  expect((await ours.owner.does(listClusters, { remoteId: other.remoteId })).items).toEqual([]);
});

test('an agent that comes again is the same cluster, keeps what it is called, and uses up no code', async () => {
  const cluster = await privateCluster(home);
  const once = await code({ singleUse: true });
  const first = await cluster.register(await code(), { name: 'first' });
  const again = await cluster.register(once, { name: 'second' });
  expect(again).toEqual(first);
  expect((await known(idIn(first))).items).toMatchObject([{ name: 'first' }]);
  expect((await (await privateCluster(home)).register(once)).status).toBe(200);
  expect((await (await privateCluster(home)).register(once)).status).toBe(404);
});

test('of many agents that claim one remote id at a time, all become one cluster', async () => {
  const cluster = await privateCluster(home);
  const shared = await code();
  const answers = await Promise.all(Array.from({ length: 6 }, () => cluster.register(shared)));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  expect(new Set(answers.map(idIn)).size).toBe(1);
  const { items } = await ours.owner.does(listClusters, { remoteId: cluster.remoteId });
  expect(items).toHaveLength(1);
});

test('of two clusters that claim one remote id the later has it, and the earlier is out', async () => {
  const [cluster, twin] = [await registered(), await privateCluster(home)];
  const answer = await twin.register(await code(), { remoteId: cluster.remoteId });
  expect(idIn(answer)).toBe(cluster.id);
  expect((await twin.exchange(cluster.id)).status).toBe(200);
  expect((await cluster.exchange(cluster.id)).status).toBe(401);
});

test('whoever may not change clusters takes none over with an invite of theirs', async () => {
  const cluster = await registered();
  const capabilities = ['clusters.create' as const, 'clusters.list' as const];
  const installing = { name: 'installer', capabilities };
  const role = await ours.owner.does(createRole, { parent: ours.root, role: installing });
  const installer = await ours.joined('installer', role);
  const theirCode = await clusterCode(installer, ours.root);
  const answer = await (await privateCluster(home)).register(theirCode, {
    remoteId: cluster.remoteId,
  });
  expect(answer.status).toBe(403);
  expect((await cluster.exchange(cluster.id)).status).toBe(200);
  expect((await (await privateCluster(home)).register(theirCode)).status).toBe(200);
});

test('a remote id that another group of the organisation has is refused, and the answer says by which', async () => {
  const cluster = await registered();
  const team = await ours.owner.does(createGroup, { parent: ours.root, group: { name: 'team' } });
  const { status, body } = await cluster.register(await clusterCode(ours.owner, team.id));
  expect(status).toBe(400);
  expect(body['details']).toMatchObject([
    { reason: 'FAILED_PRECONDITION', next: `chainctl cluster delete ${cluster.id}` },
  ]);
});

test('clusters of two organisations that share remote id, issuer, subject and keys never mix', async () => {
  const one = await privateCluster(home);
  const other = await privateCluster(home, one);
  const remoteId = one.remoteId;
  const [mine, foreign] = [
    idIn(await one.register(await code())),
    idIn(await other.register(await clusterCode(theirs.owner, theirs.root), { remoteId })),
  ];
  expect(foreign).not.toBe(mine);
  expect((await one.exchange(mine)).status).toBe(200);
  expect((await other.exchange(foreign)).status).toBe(200);
  expect((await one.exchange(foreign)).status).toBe(401);
  expect((await other.exchange(mine)).status).toBe(401);
  await theirs.owner.does(deleteCluster, { id: foreign });
  expect((await other.exchange(foreign)).status).toBe(401);
  expect((await one.exchange(mine)).status).toBe(200);
});

test('the token of a cluster ends with it, at once, and its remote id is free again', async () => {
  const cluster = await registered();
  const token = String((await cluster.exchange(cluster.id)).body['token']);
  const agent = bearer(home.url, token);
  await agent.does(readDesired, {});
  await ours.owner.does(deleteCluster, { id: cluster.id });
  expect(await agent.tries(readDesired, {})).toBe(401);
  expect((await cluster.exchange(cluster.id)).status).toBe(401);
  const back = idIn(await cluster.register(await code()));
  expect(back).not.toBe(cluster.id);
  expect(await agent.tries(readDesired, {})).toBe(401);
});

test('a code for people registers no cluster, an expired or a withdrawn one neither', async () => {
  const cluster = await privateCluster(home);
  const { code: forPeople } = await ours.owner.does(createInvite, {
    group: ours.root,
    role: viewer.id,
  });
  const wrong = await cluster.register(forPeople);
  expect(wrong).toMatchObject({
    status: 400,
    body: { message: 'this invite is for a person, not for a cluster' },
  });
  const own = await authHome();
  const elsewhere = await organisation(own, 'elsewhere');
  const late = await clusterCode(elsewhere.owner, elsewhere.root, { ttl: 60 });
  own.later(61_000);
  expect((await (await privateCluster(own)).register(late)).body['message']).toContain('expired');
  await own.close();
});

test('the token of a cluster redeems no code, and no person registers a cluster', async () => {
  const cluster = await registered();
  const token = String((await cluster.exchange(cluster.id)).body['token']);
  const { code: forPeople } = await ours.owner.does(createInvite, {
    group: ours.root,
    role: viewer.id,
  });
  const joined = await home.call('POST', '/auth/v1/register', token, { code: forPeople });
  expect(joined.status).toBe(403);
  const other = await privateCluster(home);
  const knock = { remoteId: other.remoteId, keys: other.keys() };
  const person = await accessToken(home, 'somebody@example.com');
  for (const each of [token, person]) {
    const asked = { code: await code(), cluster: knock };
    expect((await home.call('POST', '/auth/v1/register', each, asked)).status).toBe(401);
  }
});

test('neither codes nor tokens of clusters stand in answers, trail or log', async () => {
  const cluster = await privateCluster(home);
  const secret = await code();
  const token = await cluster.token();
  await cluster.register(secret);
  await ours.owner.does(listInvites, {});
  const trail = await ours.owner.does(listEvents, { group: ours.root });
  const said = JSON.stringify([trail, home.logged]);
  for (const each of [secret, token, token.split('.')[2] ?? '']) expect(said).not.toContain(each);
});
