// SPDX-License-Identifier: Apache-2.0
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningProxy, startProxy } from '../../test/fixtures/egress-proxy.ts';
import { memoryRegistry } from '../../test/fixtures/registry/memory.ts';
import { fetchThrough } from './fetch.ts';
import { proxiesIn } from './proxies.ts';

const url = () => `http://registry.example/`;
let memory: Awaited<ReturnType<typeof memoryRegistry>>;
let through: RunningProxy;
beforeAll(async () => {
  memory = await memoryRegistry();
  through = await startProxy({ 'registry.example': Number(new URL(memory.url).port) });
});
afterAll(async () => {
  await through.close();
  await memory.close();
});
const asked = () => fetchThrough(proxiesIn({ HTTP_PROXY: through.host }) ?? expect.unreachable());

test('sends what it is given and answers as fetch does', async () => {
  let got: Promise<unknown> | undefined;
  memory.instead((request, response) => {
    const { method, headers } = request;
    got = text(request).then((sent) => [method, headers['content-type'], sent]);
    response.writeHead(201, { 'x-one': ['a', 'b'] }).end('{"made":true}');
    return true;
  });
  const body = new URLSearchParams({ grant: 'a b' });
  const answer = await asked()(`${url()}token`, { method: 'POST', body });
  expect(await got).toEqual([
    'POST',
    'application/x-www-form-urlencoded;charset=UTF-8',
    'grant=a+b',
  ]);
  expect([answer.status, answer.ok, answer.headers.get('x-one')]).toEqual([201, true, 'a, b']);
  expect(await answer.json()).toEqual({ made: true });
});

test('follows redirects without credentials, or refuses them', async () => {
  const shown: (string | undefined)[] = [];
  memory.instead(({ url: path, headers }, response) => {
    shown.push(headers.authorization);
    const there = path === '/there';
    response.writeHead(there ? 204 : 302, there ? {} : { location: '/there' }).end();
    return true;
  });
  const headers = { Authorization: 'Bearer x' };
  expect((await asked()(url(), { headers })).status).toBe(204);
  expect(shown).toEqual(['Bearer x', undefined]);
  await expect(asked()(url(), { redirect: 'error' })).rejects.toThrow('not followed');
  expect((await asked()(url(), { redirect: 'manual' })).status).toBe(302);
});

test('says which proxy refused, and lets whoever gave up know just that', async () => {
  through.instead(407);
  await expect(asked()(url())).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: `registry.example was not reached: HTTP_PROXY is set to ${through.host}, which wants credentials (407)`,
  });
  through.instead('silence');
  const signal = AbortSignal.timeout(200);
  await expect(asked()(url(), { signal })).rejects.toMatchObject({ name: 'AbortError' });
  through.instead(undefined);
});
