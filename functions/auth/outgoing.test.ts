// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Listening, listening } from '../../test/fixtures/auth/listening.ts';
import { issuerKeys } from './issuer-keys.ts';
import { fetchJson, isPublic } from './outgoing.ts';

let server: Listening;
let reached: string[] = [];
beforeAll(async () => {
  server = await listening();
  server.serve(async (request, response) => {
    const { url = '' } = request;
    reached.push(url);
    if (url === '/redirect') {
      response.writeHead(302, { location: `${server.url}/json` }).end();
    } else if (url === '/large') {
      response.writeHead(200);
      response.end(Buffer.alloc(2_000_000, ' '));
    } else if (url === '/text') response.end('<html>');
    else if (url === '/.well-known/openid-configuration') {
      response.end(
        JSON.stringify({ issuer: 'https://another.example', jwks_uri: `${server.url}/` }),
      );
    } else response.end('{"found":true}');
  });
});
afterAll(() => server.close());

const port = () => new URL(server.url).port;

test.each([
  'http://example.com/',
  'ftp://example.com/',
  'https://127.0.0.1/',
  'https://127.1/',
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0177.0.0.1/',
  'https://[::1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://169.254.169.254/latest/meta-data/',
  'https://[fd00:ec2::254]/',
  'https://[fe80::1]/',
  'https://10.0.0.1/',
  'https://172.16.0.1/',
  'https://192.168.1.1/',
  'https://100.64.0.1/',
  'https://0.0.0.0/',
  'https://[::]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[2002:7f00:1::]/',
  'https://224.0.0.1/',
  'https://255.255.255.255/',
  'https://localhost/',
  'https://localhost./',
  'https://user:password@example.com/',
])('%s is not fetched for a tenant', async (url) => {
  await expect(fetchJson(url, 'public')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
});

test.each([
  'http://169.254.169.254/',
  'http://10.0.0.1/',
  'http://example.com/',
  'http://user:password@127.0.0.1/',
])('%s is not fetched in the local home either', async (url) => {
  await expect(fetchJson(url, 'loopback')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
});

test('this machine answers in the local home, and where configuration names it', async () => {
  expect(await fetchJson(`${server.url}/json`, 'loopback')).toEqual({ found: true });
  expect(
    await fetchJson(`http://localhost:${port()}/json`, 'configured').catch(() => 'v6'),
  ).toBeDefined();
  expect(await fetchJson(`${server.url}/json`, 'configured')).toEqual({ found: true });
});

test('a redirect is not followed', async () => {
  reached = [];
  const found = fetchJson(`${server.url}/redirect`, 'loopback');
  await expect(found).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(reached).toEqual(['/redirect']);
});

test('what is too large or no JSON is refused', async () => {
  for (const path of ['/large', '/text']) {
    await expect(fetchJson(server.url + path, 'loopback'), path).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
  }
});

test('only addresses of the public internet are public', () => {
  expect(['8.8.8.8', '2606:4700::1111', '::ffff:8.8.8.8'].map(isPublic)).toEqual([
    true,
    true,
    true,
  ]);
  expect(
    ['192.0.2.1', '198.18.0.1', '::ffff:10.0.0.1', 'fec0::1', 'nonsense'].map(isPublic),
  ).toEqual([false, false, false, false, false]);
});

test('an issuer that describes itself as another has no keys here', async () => {
  const keysOf = issuerKeys(Date.now, () => 'loopback');
  await expect(keysOf(server.url)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

test('an issuer that failed is not asked again before ten seconds have gone by', async () => {
  let now = Date.now();
  const keysOf = issuerKeys(
    () => now,
    () => 'loopback',
  );
  reached = [];
  for (let count = 0; count < 3; count += 1) await keysOf(server.url).catch(() => undefined);
  expect(reached).toHaveLength(1);
  now += 10_001;
  await keysOf(server.url).catch(() => undefined);
  expect(reached).toHaveLength(2);
});
