// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listEvents } from '../../core/api/events.ts';
import { createRootGroup } from '../../core/api/groups.ts';
import { bearer, refusal } from '../../test/fixtures/caller.ts';
import { type RawRequest, raw } from '../../test/fixtures/raw.ts';
import { certify, makeKey } from '../../test/real/certificate.ts';
import { freePort } from '../../test/real/ports.ts';
import { type LocalHome, startLocal } from '../local.ts';

let folder: string;
let home: LocalHome;
/** The certificate of the second listener, where openssl could make one. */
let ca: string | undefined;
let outside: string;
const openssl = spawnSync('openssl', ['version']).status === 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'enforce-front-'));
  const port = await freePort();
  outside = `${openssl ? 'https' : 'http'}://localhost:${port}`;
  home = await startLocal({
    data: join(folder, 'data'),
    port: 0,
    publicUrl: outside,
    outside: { host: '127.0.0.1', port, ...(openssl ? { tls: certificate() } : {}) },
    loginProviders: [],
    log: () => undefined,
  });
});
afterAll(async () => {
  await home.close();
  rmSync(folder, { recursive: true });
});

function certificate() {
  const key = makeKey(folder, 'outside', 'P-256');
  const extensions = ['subjectAltName=DNS:localhost', 'basicConstraints=critical,CA:TRUE'];
  const made = certify(folder, 'outside', { key, subject: '/CN=localhost', extensions });
  ca = readFileSync(made.certificate, 'utf8');
  return { cert: readFileSync(made.certificate), key: readFileSync(made.key) };
}

const inside = (path: string, options: RawRequest = {}) => raw(home.url, path, options);
const fromOutside = (path: string, options: RawRequest = {}) =>
  raw(outside, path, { ...options, ...(ca === undefined ? {} : { ca }) });

const form = (email: string): RawRequest => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: `email=${email}`,
});
const exchange = (upstream: string): RawRequest => ({
  method: 'POST',
  headers: { authorization: `Bearer ${upstream}`, 'content-type': 'application/json' },
  body: '{}',
});
async function token(email: string): Promise<string> {
  const { text: upstream } = await inside('/dev/token', form(email));
  return JSON.parse((await inside('/sts/exchange', exchange(upstream))).text).token;
}

describe('the loopback port', () => {
  const hosts = [
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '10.0.0.1',
    '[::2]',
  ];
  test.each(hosts)('refuses a Host such as %j, whatever is asked for', async (host) => {
    for (const path of [
      '/',
      '/healthz',
      '/openapi.json',
      '/iam/v1/groups',
      '/login/x',
      '/downloads/x',
    ]) {
      const { status, text } = await inside(path, { headers: { host } });
      expect(status, path).toBe(403);
      expect(refusal(status, JSON.parse(text)).place).toBe('Host');
    }
  });

  test('refuses an Origin that is not this machine', async () => {
    for (const origin of ['https://evil.example', 'http://localhost.evil.example', 'file://x']) {
      const { status, text } = await inside('/iam/v1/groups', { headers: { origin } });
      expect(status, origin).toBe(403);
      expect(refusal(status, JSON.parse(text)).place).toBe('Origin');
    }
    const nowhere = { method: 'POST', headers: { origin: 'null' } };
    expect((await inside('/iam/v1/groups', nowhere)).status).toBe(403);
  });

  test.each(['localhost', 'localhost:1234', '127.0.0.1', '[::1]:99'])(
    'answers to %s',
    async (host) => {
      const headers = { host, origin: `http://${host}` };
      expect((await inside('/healthz', { headers })).status).toBe(200);
    },
  );

  test('says what is there, and that nothing else is', async () => {
    expect((await inside('/')).text).toContain('Enforce runs here');
    expect(JSON.parse((await inside('/openapi.json')).text)).toHaveProperty('paths');
    expect((await inside('/openapi.json', { method: 'HEAD' })).text).toBe('');
    for (const [method, path] of [
      ['GET', '/nothing'],
      ['POST', '/'],
      ['DELETE', '/openapi.json'],
      ['GET', '/iam/v1/groupsx'],
    ]) {
      const { status, text } = await inside(path ?? '', { method: method ?? '' });
      expect(refusal(status, JSON.parse(text)).status, `${method} ${path}`).toBe(404);
    }
  });

  test.each([
    '//',
    '/\\',
    '/%',
    '/iam/v1/groups/%',
    '/downloads/../documents.db',
    '/downloads/%2e%2e/keys.json',
    '/?%zz',
  ])('is not put out by %s', async (path) => {
    const { status } = await inside(path);
    expect([200, 400, 401, 404], String(status)).toContain(status);
  });
});

const tls = openssl ? 'with TLS' : 'with TLS (openssl 3 is needed to make its certificate)';
describe.skipIf(!openssl)(`the second listener, ${tls}`, () => {
  test('answers whatever name it is reached by, over TLS only', async () => {
    expect((await fromOutside('/healthz', { headers: { host: 'enforce.example' } })).status).toBe(
      200,
    );
    await expect(raw(outside.replace('https', 'http'), '/healthz')).rejects.toThrow();
    await expect(raw(outside, '/healthz')).rejects.toThrow(/certificate/);
  });
});

describe('the second listener', () => {
  test('has no development login, and takes no token of it', async () => {
    expect((await fromOutside('/dev/token', form('owner@example.com'))).status).toBe(404);
    const { text: upstream } = await inside('/dev/token', form('owner@example.com'));
    const { status, text } = await fromOutside('/sts/exchange', exchange(upstream));
    expect(status).toBe(401);
    expect(text).toContain('nobody logs in here with tokens of');
  });

  test('takes a token of ours, and asks for one', async () => {
    const authorization = `Bearer ${await token('owner@example.com')}`;
    expect((await fromOutside('/iam/v1/groups', { headers: { authorization } })).status).toBe(200);
    expect((await fromOutside('/iam/v1/groups')).status).toBe(401);
  });
});

test('a second listener without a URL of its own is a way in for clusters: the issuer stays at localhost', async () => {
  const port = await freePort();
  const alone = {
    data: join(folder, 'clusters'),
    port: 0,
    loginProviders: [],
    log: () => undefined,
  };
  const other = await startLocal({ ...alone, outside: { host: '127.0.0.1', port } });
  const there = `http://127.0.0.1:${port}`;
  const found = await raw(there, '/.well-known/openid-configuration');
  expect(JSON.parse(found.text).issuer).toBe(other.url);
  expect((await raw(there, '/iam/v1/groups')).status).toBe(401);
  expect((await raw(there, '/dev/token', form('owner@example.com'))).status).toBe(404);
  await other.close();
});

test('whoever asks while the home still starts is answered when it has', async () => {
  const port = await freePort();
  const data = join(folder, 'starting');
  const starting = startLocal({ data, port, loginProviders: [], log: () => undefined });
  let asked: Response | undefined;
  while (asked === undefined) {
    asked = await fetch(`http://localhost:${port}/healthz`).catch(() => undefined);
  }
  expect(asked.status).toBe(200);
  await (await starting).close();
});

describe('where a request came from', () => {
  test('is the address of the connection, whatever the request says of itself', async () => {
    const caller = bearer(home.url, await token('from@example.com'));
    const headers = {
      authorization: `Bearer ${caller.token}`,
      'content-type': 'application/json',
      'x-forwarded-for': '203.0.113.7',
      forwarded: 'for=203.0.113.8',
      'user-agent': `${'x'.repeat(300)}`,
    };
    const made = await inside('/iam/v1/groups', { method: 'POST', headers, body: '{"name":"g"}' });
    const { items } = await caller.does(listEvents, { group: JSON.parse(made.text).id });
    expect(items[0]?.from.address).toMatch(/^(127\.0\.0\.1|::1|::ffff:127\.0\.0\.1)$/);
    expect(items[0]?.from.client).toBe('x'.repeat(200));
    await caller.does(createRootGroup, { group: { name: 'another' } });
  });
});
