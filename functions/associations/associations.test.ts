// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  checkAssociation,
  createAssociation,
  deleteAssociation,
  lendRegistryToken,
  listAssociations,
  updateAssociation,
} from '../../core/api/associations.ts';
import { createGroup } from '../../core/api/groups.ts';
import type { Uidp } from '../../core/iam/uidp.ts';
import { authHome, type Home } from '../../test/fixtures/auth/home.ts';
import { type Listening, listening } from '../../test/fixtures/auth/listening.ts';
import { bearer, type Caller } from '../../test/fixtures/caller.ts';
import { type Clouds, startClouds } from '../../test/fixtures/clouds.ts';
import { clusterIn } from '../../test/fixtures/cluster.ts';
import { type Organisation, organisation } from '../../test/fixtures/organisation.ts';
import { associationsFunction } from './main.ts';

let home: Home;
let clouds: Clouds;
let server: Listening;
let ours: Organisation;
/** The owner, before the function that speaks to the stand-ins. */
let owner: Caller;
beforeAll(async () => {
  home = await authHome();
  clouds = await startClouds(home.service);
  server = await listening();
  server.serve(associationsFunction(home.service, clouds.exchanges));
  ours = await organisation(home, 'ours');
  owner = bearer(server.url, ours.owner.token);
});
afterAll(async () => {
  await server.close();
  await clouds.close();
  await home.close();
});

const google = { projectId: 'acme-images', projectNumber: '123456789012' };
const amazon = { account: '123456789012' };
const ecr = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const account = (component: string) => `enforce-${component}@acme-images.iam.gserviceaccount.com`;
const role = (component: string) => `arn:aws:iam::123456789012:role/enforce-${component}`;

let count = 0;
async function group(parent: Uidp = ours.root): Promise<Uidp> {
  count += 1;
  return (await ours.owner.does(createGroup, { parent, group: { name: `g${count}` } })).id;
}
const agentIn = async (at: Uidp) => bearer(server.url, (await clusterIn(home, at)).token);

test('a group is associated once, changed, listed and let go', async () => {
  const id = await group();
  await owner.does(createAssociation, { group: id, google });
  expect(await owner.fails(createAssociation, { group: id, amazon })).toMatchObject({
    status: 409,
  });
  const both = await owner.does(updateAssociation, { group: id, google, amazon });
  expect(await owner.does(listAssociations, { group: id })).toEqual({ items: [both] });
  await owner.does(deleteAssociation, { group: id });
  expect(await owner.does(listAssociations, { group: id })).toEqual({ items: [] });
  expect(await owner.fails(updateAssociation, { group: id })).toMatchObject({ status: 404 });
});

test.each([
  [{ google: { ...google, projectId: 'No' } }],
  [{ google: { ...google, projectNumber: 'x' } }],
  [{ amazon: { account: '12' } }],
])('an account that is none is refused: %j', async (accounts) => {
  const id = await group();
  const refused = await owner.fails(createAssociation, { group: id, ...accounts } as never);
  expect(refused).toMatchObject({ status: 400 });
});

test('a check says ready when the cloud lets the canary of this very group in, and not before', async () => {
  const id = await group();
  const other = await group();
  const check = (cloud: 'google' | 'amazon') => owner.does(checkAssociation, { group: id, cloud });
  expect(await check('google')).toMatchObject({ state: 'not ready' });
  await owner.does(createAssociation, { group: id, google, amazon });
  clouds.trusted.add(`google ${account('canary')} canary:${other}`);
  clouds.trusted.add(`amazon ${role('canary')} canary:${other}`);
  expect(await check('google')).toMatchObject({ state: 'not ready' });
  expect(await check('amazon')).toMatchObject({
    state: 'not ready',
    message: expect.stringContaining('Not authorized'),
  });
  clouds.trusted.add(`google ${account('canary')} canary:${id}`);
  clouds.trusted.add(`amazon ${role('canary')} canary:${id}`);
  expect(await check('google')).toEqual({
    state: 'ready',
    message: 'GCP role impersonation was successful!',
  });
  expect(await check('amazon')).toMatchObject({ state: 'ready' });
});

test('the agent of a cluster below is lent what opens its registries, for the nearest group that has an account', async () => {
  const upper = await group();
  const lower = await group(upper);
  await owner.does(createAssociation, { group: upper, google, amazon });
  clouds.trusted.add(`google ${account('cosigned')} cosigned:${upper}`);
  clouds.trusted.add(`amazon ${role('cosigned')} cosigned:${upper}`);
  const agent = await agentIn(lower);
  for (const registry of ['gcr.io', 'europe-docker.pkg.dev']) {
    const lent = await agent.does(lendRegistryToken, { registry });
    expect(lent).toMatchObject({
      username: 'oauth2accesstoken',
      password: `google for cosigned:${upper}`,
    });
    expect(Date.parse(lent.expiry)).toBeGreaterThan(Date.now());
  }
  const lent = await agent.does(lendRegistryToken, { registry: ecr });
  expect(lent).toMatchObject({ username: 'AWS', password: 'for AKIATEST' });
});

test('no agent is lent what belongs to a neighbour, or anything for other registries', async () => {
  const one = await group();
  await owner.does(createAssociation, { group: one, google });
  clouds.trusted.add(`google ${account('cosigned')} cosigned:${one}`);
  const neighbour = await agentIn(await group());
  expect(await neighbour.fails(lendRegistryToken, { registry: 'gcr.io' })).toMatchObject({
    status: 404,
  });
  const own = await agentIn(one);
  for (const registry of [ecr, 'registry.example.com', 'gcr.io.evil.example', 'evil.gcr.io/x']) {
    expect(await own.fails(lendRegistryToken, { registry }), registry).toMatchObject({
      status: 404,
    });
  }
});

test('a cloud that refuses is said to, without what it was shown', async () => {
  const id = await group();
  await owner.does(createAssociation, { group: id, google });
  const refused = await (await agentIn(id)).fails(lendRegistryToken, { registry: 'gcr.io' });
  expect(refused).toMatchObject({
    status: 503,
    next: 'chainctl iam account-associations check gcp',
  });
  expect(JSON.stringify([refused, home.logged])).not.toMatch(/eyJ[\w-]+\.[\w-]+\./);
});

test('what a cloud is shown opens nothing here', async () => {
  const id = await group();
  const { componentToken } = await import('./component-token.ts');
  for (const cloud of ['google', 'amazon'] as const) {
    const token = await componentToken(home.service, cloud, 'cosigned', id);
    const answer = await fetch(`${home.url}/iam/v1/groups`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(401);
  }
});
