// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeReal } from '../needs.ts';
import { pushImage } from './image.ts';
import { type Registry, type RegistryOptions, startRegistry } from './registry.ts';

const basic = ({ user, password }: Registry): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

describeReal('A real registry', ['reg'], () => {
  const started: Registry[] = [];
  const start = async (options: RegistryOptions): Promise<Registry> => {
    const registry = await startRegistry(options);
    started.push(registry);
    return registry;
  };
  let open: Registry;
  beforeAll(async () => {
    open = await start({});
  });
  afterAll(() => Promise.all(started.map((registry) => registry.stop())));

  test('lists referrers, and an image without any has an empty list', async () => {
    const { digest } = await pushImage({ host: open.host, name: 'acme/app' }, 'v1', 'app');
    const answer = await fetch(`http://${open.host}/v2/acme/app/referrers/${digest}`);
    expect([answer.status, (await answer.json()).mediaType]).toEqual([
      200,
      'application/vnd.oci.image.index.v1+json',
    ]);
  });

  test('has no referrers API where that is wanted', async () => {
    const { host } = await start({ referrers: false });
    const { digest } = await pushImage({ host, name: 'acme/app' }, 'v1', 'app');
    expect((await fetch(`http://${host}/v2/acme/app/referrers/${digest}`)).status).toBe(404);
  });

  test('with basic authentication serves those who know the password', async () => {
    const registry = await start({ auth: 'basic' });
    const repository = { host: registry.host, name: 'acme/app' };
    await expect(pushImage(repository, 'v1', 'app')).rejects.toThrow('401');
    await pushImage({ ...repository, authorization: basic(registry) }, 'v1', 'app');
  });

  test('with token authentication sells tokens that open one repository for what they name', async () => {
    const registry = await start({ auth: 'token' });
    const repository = { host: registry.host, name: 'acme/app' };
    const buy = async (scope: string, authorization: string) => {
      const answer = await fetch(`http://${registry.host}/token?service=test&scope=${scope}`, {
        headers: { authorization },
      });
      return { status: answer.status, token: answer.ok ? (await answer.json()).token : '' };
    };
    const refused = await fetch(`http://${registry.host}/v2/acme/app/manifests/v1`);
    expect(refused.headers.get('www-authenticate')).toBe(
      `Bearer realm="http://${registry.host}/token",service="test",scope="repository:acme/app:pull"`,
    );
    expect((await buy('repository:acme/app:pull', 'Basic eDp5')).status).toBe(401);

    const pushing = await buy('repository:acme/app:pull,push', basic(registry));
    await pushImage({ ...repository, authorization: `Bearer ${pushing.token}` }, 'v1', 'app');
    const pull = (await buy('repository:acme/app:pull', basic(registry))).token;
    const authorization = `Bearer ${pull}`;
    await expect(pushImage({ ...repository, authorization }, 'v2', 'app')).rejects.toThrow('401');
    const read = (path: string) =>
      fetch(`http://${registry.host}/v2/${path}/manifests/v1`, { headers: { authorization } });
    expect((await read('acme/app')).status).toBe(200);
    expect((await read('acme/other')).status).toBe(401);
  });
});
