// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAssociation } from '../core/api/associations.ts';
import { associationsFunction } from '../functions/associations/main.ts';
import { authHome, type Home } from '../test/fixtures/auth/home.ts';
import { type Listening, listening } from '../test/fixtures/auth/listening.ts';
import { bearer } from '../test/fixtures/caller.ts';
import { type Clouds, startClouds } from '../test/fixtures/clouds.ts';
import { clusterIn } from '../test/fixtures/cluster.ts';
import { type Organisation, organisation } from '../test/fixtures/organisation.ts';
import type { ControlPlane } from './control-plane.ts';
import { registryLoans } from './registry-loans.ts';

let home: Home;
let clouds: Clouds;
let server: Listening;
let ours: Organisation;
beforeAll(async () => {
  home = await authHome();
  clouds = await startClouds(home.service);
  server = await listening();
  server.serve(associationsFunction(home.service, clouds.exchanges));
  ours = await organisation(home, 'ours');
});
afterAll(async () => {
  await server.close();
  await clouds.close();
  await home.close();
});

/** The control plane as a cluster of the organisation sees it, and how often it was asked. */
async function plane() {
  const agent = bearer(server.url, (await clusterIn(home, ours.root)).token);
  const asked = { count: 0 };
  const call: ControlPlane['call'] = (endpoint, request) => {
    asked.count += 1;
    return agent.does(endpoint, request);
  };
  return { asked, call };
}

test('a registry of the associated account is opened by what the control plane lends, asked for once', async () => {
  const google = { projectId: 'acme-images', projectNumber: '123456789012' };
  await ours.owner.does(createAssociation, { group: ours.root, google });
  clouds.trusted.add(
    `google enforce-cosigned@acme-images.iam.gserviceaccount.com cosigned:${ours.root}`,
  );
  const { asked, call } = await plane();
  const keychain = registryLoans({ call });
  const lent = { kind: 'basic', username: 'oauth2accesstoken' };
  expect(await keychain('gcr.io/acme-images/app')).toMatchObject(lent);
  expect(await keychain('gcr.io/acme-images/other')).toMatchObject(lent);
  expect(asked.count).toBe(1);
});

test('where nothing is lent others are asked, and for registries of others nobody is', async () => {
  const { asked, call } = await plane();
  const keychain = registryLoans({ call });
  const ecr = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/app';
  expect(await keychain(ecr)).toBeUndefined();
  expect(await keychain(ecr)).toBeUndefined();
  expect(asked.count).toBe(1);
  for (const other of ['index.docker.io/library/busybox', 'gke.gcr.io/pause', 'gcr.io.evil/x']) {
    expect(await keychain(other)).toBeUndefined();
  }
  expect(asked.count).toBe(1);
});

test.each([
  ['late', -600_000, 3_600_000],
  ['early', 600_000, 900_000],
])(
  'a clock that is ten minutes %s shows nothing that has run out, nor asks each time',
  async (_, off, lasts) => {
    const expiry = Date.now() + lasts;
    let asked = 0;
    let now = Date.now() + off;
    const call: ControlPlane['call'] = async ({ response }) => {
      asked += 1;
      const lent = {
        username: 'u',
        password: String(asked),
        expiry: new Date(expiry).toISOString(),
      };
      return response.parse(lent) as never;
    };
    const keychain = registryLoans({ call }, { now: () => now, wait: async () => undefined });
    await keychain('gcr.io/acme-images/app');
    await keychain('gcr.io/acme-images/app');
    expect(asked).toBe(1);
    now += lasts - 60_000;
    expect(await keychain('gcr.io/acme-images/app')).toMatchObject({ password: '2' });
  },
);
