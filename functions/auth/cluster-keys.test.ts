// SPDX-License-Identifier: Apache-2.0
import { exportJWK, exportSPKI, generateKeyPair, importJWK } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listClusters } from '../../core/api/clusters.ts';
import type { Uidp } from '../../core/iam/uidp.ts';
import {
  clusterCode,
  idIn,
  privateCluster,
  registeredCluster,
} from '../../test/fixtures/auth/agent.ts';
import { authHome, type Home } from '../../test/fixtures/auth/home.ts';
import { type Issuer, issuer } from '../../test/fixtures/auth/issuer.ts';
import { type Organisation, organisation } from '../../test/fixtures/organisation.ts';

let home: Home;
let ours: Organisation;
let cloud: Issuer;
beforeAll(async () => {
  home = await authHome();
  ours = await organisation(home, 'ours');
  cloud = await issuer();
});
afterAll(async () => {
  await home.close();
  await cloud.close();
});

const code = (options: object = {}) => clusterCode(ours.owner, ours.root, options);
const known = (id: Uidp) => ours.owner.does(listClusters, { id });

/** A private cluster that is registered with us. */
const registered = async () => registeredCluster(home, await code());

test('a cluster whose issuer publishes its keys registers without any', async () => {
  const claims = { sub: 'system:serviceaccount:gulfstream:controller', aud: home.url };
  const cluster = { remoteId: 'a0000000-0000-4000-8000-000000000001' };
  const knock = { code: await code(), cluster };
  const token = await cloud.token(claims);
  const answer = await home.call('POST', '/auth/v1/register', token, knock);
  expect(answer.status).toBe(200);
  const id = idIn(answer);
  expect((await known(id)).items).toMatchObject([{ private: false, issuer: cloud.url }]);
  const traded = await home.call('POST', '/sts/exchange', await cloud.token(claims), {
    cluster: id,
  });
  expect(traded.status).toBe(200);
  const { privateKey } = await generateKeyPair('RS256');
  const forged = await cloud.token(claims, { key: privateKey });
  expect((await home.call('POST', '/sts/exchange', forged, { cluster: id })).status).toBe(401);
  const replaced = await home.call('PUT', '/auth/v1/keys', token, {
    cluster: id,
    keys: (await privateCluster(home)).keys(),
  });
  expect(replaced).toMatchObject({ status: 400, body: { details: [{ place: 'cluster' }] } });
});

test('nobody makes us fetch keys without a code', async () => {
  const before = cloud.reads();
  const token = await cloud.token({ sub: 'system:serviceaccount:gulfstream:controller' });
  const cluster = { remoteId: 'a0000000-0000-4000-8000-000000000002' };
  for (const wrong of ['nonsense', await code().then((text) => `${text.slice(0, -6)}AAAA`)]) {
    const answer = await home.call('POST', '/auth/v1/register', token, { code: wrong, cluster });
    expect(answer.status).toBe(404);
  }
  expect(cloud.reads()).toBe(before);
});

test('a cluster whose issuer cannot be reached is told to register its keys', async () => {
  const cluster = await privateCluster(home);
  for (const [iss, expected] of [
    ['http://127.0.0.1:1', 503],
    ['http://10.0.0.1', 400],
    ['kubernetes/serviceaccount', 400],
  ] as const) {
    const token = await cluster.token({ iss });
    const knock = { code: await code(), cluster: { remoteId: cluster.remoteId } };
    const { status, body } = await home.call('POST', '/auth/v1/register', token, knock);
    expect(status, iss).toBe(expected);
    expect(body['details']).toMatchObject([{ next: 'chainctl cluster install --private' }]);
  }
});

test('keys that did not sign the token register nothing, nor does a shared secret', async () => {
  const [cluster, other] = [await privateCluster(home), await privateCluster(home)];
  const foreign = await cluster.register(await code(), { keys: other.keys() });
  expect(foreign.status).toBe(401);
  const [jwk = {}] = cluster.keys();
  const pem = await exportSPKI((await importJWK(jwk, 'ES256')) as CryptoKey);
  const token = await cluster.token({}, new TextEncoder().encode(pem), 'HS256');
  const knock = { code: await code(), cluster: { remoteId: cluster.remoteId, keys: [jwk] } };
  expect((await home.call('POST', '/auth/v1/register', token, knock)).status).toBe(401);
});

test('what is sent as keys is public, asymmetric, long enough and not too much, and every fault is said', async () => {
  const cluster = await privateCluster(home);
  const [jwk = {}] = cluster.keys();
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const short = { kty: 'RSA', e: 'AQAB', n: 'x'.repeat(171) };
  const offCurve = { ...jwk, y: Object(jwk).x };
  const register = async (keys: object[]) => cluster.register(await code(), { keys });
  for (const [keys, place] of [
    [[{ ...(await exportJWK(privateKey)) }], 'cluster.keys[0].d'],
    [[jwk, { kty: 'oct', k: 'c2VjcmV0' }], 'cluster.keys[1].kty'],
    [[short], 'cluster.keys[0].n'],
    [[{ ...jwk, alg: 'none' }], 'cluster.keys[0].alg'],
    [[{ ...jwk, kid: 'x'.repeat(257) }], 'cluster.keys[0].kid'],
    [[jwk, jwk], 'cluster.keys'],
    [[], 'cluster.keys'],
    [Array.from({ length: 11 }, (_, kid) => ({ ...jwk, kid: `${kid}` })), 'cluster.keys'],
    [[offCurve], 'cluster.keys[0]'],
  ] as const) {
    const { status, body } = await register([...keys]);
    expect(status, place).toBe(400);
    const { faults } = Object([body['details']].flat()[0]);
    expect(faults.map((each: { place: string }) => each.place)).toContain(place);
  }
  expect((await ours.owner.does(listClusters, { remoteId: cluster.remoteId })).items).toEqual([]);
});

test('keys are replaced by whoever has one of those that count now, and by nobody else', async () => {
  const [cluster, other] = [await registered(), await registered()];
  const replace = async (token: string, keys: object[]) =>
    (await home.call('PUT', '/auth/v1/keys', token, { cluster: cluster.id, keys })).status;
  const old = await cluster.token();
  expect(await replace(await other.token(), other.keys())).toBe(401);
  await cluster.rotate();
  const unknown = await cluster.token();
  expect(await replace(unknown, cluster.keys())).toBe(401);
  expect((await cluster.exchange(cluster.id)).status).toBe(401);
  expect(await replace(old, cluster.keys())).toBe(200);
  expect((await cluster.exchange(cluster.id)).status).toBe(200);
  expect(await replace(unknown, cluster.keys().slice(-1))).toBe(200);
  expect(await replace(old, cluster.keys())).toBe(401);
});

test('after a missed rotation registering again keeps the cluster and its id', async () => {
  const cluster = await registered();
  await cluster.rotate();
  await cluster.rotate();
  expect((await cluster.exchange(cluster.id)).status).toBe(401);
  expect(idIn(await cluster.register(await code()))).toBe(cluster.id);
  expect((await cluster.exchange(cluster.id)).status).toBe(200);
});

test('clusters that share issuer and subject but not keys cannot pass for one another', async () => {
  const [one, other] = [await registered(), await registered()];
  expect((await one.exchange(other.id)).status).toBe(401);
  expect((await one.exchange(one.id)).status).toBe(200);
});

test('a cluster that is not there and one of another issuer get the same answer', async () => {
  const cluster = await registered();
  const foreign = await cluster.token({ iss: 'https://elsewhere.example' });
  const answers = await Promise.all(
    [cluster.id, `${ours.root}/0123456789abcdef`].map(async (each) => {
      const { body } = await home.call('POST', '/sts/exchange', foreign, { cluster: each });
      return JSON.stringify(body).replace(each, 'ID');
    }),
  );
  expect(answers[0]).toBe(answers[1]);
});
