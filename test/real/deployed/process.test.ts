// SPDX-License-Identifier: Apache-2.0
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type KmsFake, kmsFake } from '../emulators/kms.ts';
import { type Deployed, deployed } from './process.ts';

let kms: KmsFake;
let environment: NodeJS.ProcessEnv;
let groups: Deployed;
beforeAll(async () => {
  kms = await kmsFake();
  environment = {
    GOOGLE_CLOUD_PROJECT: 'demo-test',
    ENFORCE_URL: 'https://enforce.example',
    ENFORCE_SIGNING_KEY: await kms.newKey(),
    ENFORCE_BUCKET: 'demo-test-evidence',
    ENFORCE_PROXIES: '2',
    ENFORCE_KMS_EMULATOR: `127.0.0.1:${kms.port}`,
    FIRESTORE_EMULATOR_HOST: '127.0.0.1:9',
  };
  groups = await deployed('groups', environment);
});
afterAll(async () => {
  await groups?.stop();
  await kms?.stop();
});

const token = `${Buffer.from('{"alg":"ES256"}').toString('base64url')}.e30.AAAA`;
async function post(body: BodyInit, headers: Record<string, string>) {
  const answer = await fetch(`${groups.url}/iam/v1/groups`, { method: 'POST', headers, body });
  return { status: answer.status, text: await answer.text() };
}

test('what is wrong with a body is answered without a stack, a path or a word of it', async () => {
  const json = { 'content-type': 'application/json' };
  const wrong: [BodyInit, Record<string, string>][] = [
    ['{"SECRET', json],
    ['SECRET', { ...json, 'content-encoding': 'gzip' }],
    [gzipSync('{"SECRET'), { ...json, 'content-encoding': 'gzip' }],
    ['{"a":"SECRET"}', { 'content-type': 'application/json; charset=secret' }],
    ['SECRET', { 'content-type': 'application/cloudevents+json' }],
    [`SECRET${'[a]'.repeat(50)}=b`, { 'content-type': 'application/x-www-form-urlencoded' }],
    ['%SECRET', { 'content-type': 'application/x-www-form-urlencoded' }],
    [`{"a":"SECRET${'x'.repeat(2_000_000)}"}`, { ...json, authorization: `Bearer ${token}` }],
    [new Uint8Array(40_000_000), { 'content-type': 'application/octet-stream' }],
    [`${'['.repeat(100_000)}`, json],
  ];
  for (const [body, headers] of wrong) {
    const { status, text } = await post(body, headers);
    expect(status, headers['content-type']).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(text).not.toMatch(/SECRET|node_modules|\bat .*:\d+|Error:/);
    expect(text.length).toBeLessThan(1000);
  }
});

/** The entry of the request that this trace belongs to. */
const entryOf = (trace: string) =>
  vi.waitFor(() => {
    const line = groups.logged().find((each) => each.includes(trace));
    return JSON.parse(line ?? '');
  });

test('health is answered without opening anything, and without a line in the log', async () => {
  // The log is read in its order: when this entry is there, so are those of all that was asked before.
  const trace = 'b0'.repeat(16);
  const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-01` };
  await fetch(`${groups.url}/iam/v1/groups`, { headers });
  await entryOf(trace);
  const before = groups.logged().length;
  const answer = await fetch(`${groups.url}/health`);
  expect(await answer.json()).toEqual({ ok: true });
  expect(groups.logged()).toHaveLength(before);
});

test('each request is one line of JSON that carries its trace, and no token', async () => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  const headers = {
    authorization: `Bearer ${token}`,
    traceparent: `00-${trace}-00f067aa0ba902b7-01`,
  };
  const answer = await fetch(`${groups.url}/iam/v1/groups`, { headers });
  expect(answer.status).toBe(401);
  expect(await entryOf(trace)).toMatchObject({
    severity: 'INFO',
    status: 401,
    code: 'UNAUTHENTICATED',
    function: 'groups',
    endpoint: 'groups.list',
    'logging.googleapis.com/trace': `projects/demo-test/traces/${trace}`,
    'logging.googleapis.com/spanId': '00f067aa0ba902b7',
  });
  expect(groups.logged().join('\n') + groups.said()).not.toContain(token);
});

test('a header that is no trace leaves no trace', async () => {
  await fetch(`${groups.url}/iam/v1/groups`, { headers: { traceparent: '00-"FORGED"-x-01' } });
  await vi.waitFor(() => expect(groups.logged().at(-1)).not.toContain('trace'));
  expect(groups.logged().join('\n')).not.toContain('FORGED');
});

test('a function answers its own paths alone', async () => {
  expect((await fetch(`${groups.url}/iam/v1/policies`)).status).toBe(404);
  expect((await fetch(`${groups.url}/sts/exchange`, { method: 'POST' })).status).toBe(404);
});

test('on SIGTERM what was begun is answered, then the process ends well', async () => {
  const leaving = await deployed('groups', environment);
  let release = (): void => undefined;
  const waiting = kms.hold(
    new Promise((resolve) => {
      release = resolve;
    }),
  );
  const headers = { authorization: `Bearer ${token}` };
  const answering = fetch(`${leaving.url}/iam/v1/groups`, { headers });
  await waiting;
  leaving.signal('SIGTERM');
  release();
  const answer = await answering;
  expect(answer.status).toBe(401);
  expect(await answer.json()).toMatchObject({ code: 16 });
  expect(await leaving.ended).toBe(0);
  await leaving.stop();
});

test('a function whose environment is not whole does not start, and says which variables, never their values', async () => {
  const wrong = { ...environment, ENFORCE_URL: 'http://SECRET.example', ENFORCE_PROXIES: '' };
  const broken = await deployed('auth', { ...wrong, ENFORCE_COOKIE_KEYS: '["SECRET"]' });
  expect(await broken.ended).not.toBe(0);
  const told = ['ENFORCE_URL', 'ENFORCE_PROXIES', 'ENFORCE_LOGIN_PROVIDERS', 'ENFORCE_COOKIE_KEYS'];
  for (const name of told) {
    expect(broken.said()).toContain(name);
  }
  expect(broken.said() + broken.logged().join()).not.toContain('SECRET');
  await broken.stop();
});

test('a function that the cloud calls does not start without knowing its one caller', async () => {
  const broken = await deployed('sweep', environment);
  expect(await broken.ended).not.toBe(0);
  expect(broken.said()).toContain('ENFORCE_CALLER is missing');
  await broken.stop();
});
