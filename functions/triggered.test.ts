// SPDX-License-Identifier: Apache-2.0
import { SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Message } from '../ports/topics/port.ts';
import { type Listening, listening } from '../test/fixtures/auth/listening.ts';
import { type Relay, relay } from '../test/real/emulators/relay.ts';
import { googleCaller } from './gcp/caller.ts';
import { pushed } from './triggered.ts';

let google: Relay;
let server: Listening;
let push: { url: string; audience: string; serviceAccount: string };
const logged: object[] = [];
const seen: Message[] = [];
let act: () => Promise<void>;

beforeAll(async () => {
  google = await relay();
  server = await listening();
  const serviceAccount = 'fanout-push@demo-test.iam.gserviceaccount.com';
  push = { url: server.url, audience: 'https://fanout.example', serviceAccount };
  const { certificates } = google;
  const consume = async (message: Message) => {
    seen.push(message);
    await act();
  };
  const admit = googleCaller({ ...push, certificates });
  server.serve(pushed({ log: (entry) => logged.push(entry) }, admit, consume));
});
beforeEach(() => {
  act = async () => undefined;
  seen.length = 0;
  logged.length = 0;
});
afterAll(async () => {
  await server.close();
  await google.stop();
});

const body = {
  message: {
    data: Buffer.from('{"n":1}').toString('base64'),
    attributes: { id: 'ours', type: 'made' },
    messageId: '17',
    message_id: '17',
    publishTime: '2026-01-01T00:00:00Z',
  },
  subscription: 'projects/demo-test/subscriptions/fanout',
};

async function post(token: string | undefined, sent: string = JSON.stringify(body)) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const answer = await fetch(server.url, { method: 'POST', headers, body: sent });
  return { status: answer.status, text: await answer.text() };
}

test('a push that Pub/Sub signed for us is acted on', async () => {
  expect(await post(await google.token(push))).toEqual({ status: 204, text: '' });
  expect(seen).toMatchObject([{ id: 'ours', attributes: { type: 'made' } }]);
  expect(Buffer.from(seen[0]?.data ?? []).toString()).toBe('{"n":1}');
  expect(seen[0]?.attributes).toEqual({ type: 'made' });
});

test('nothing is acted on without a token that Google signed, for us, still valid', async () => {
  const now = Math.floor(Date.now() / 1000);
  const good = await google.token(push);
  const stranger = new SignJWT({ iss: 'https://accounts.google.com', aud: push.audience });
  const wrong = [
    undefined,
    '',
    'nonsense',
    good.slice(0, -8),
    `${good.split('.').slice(0, 2).join('.')}.`,
    await google.token(push, { aud: 'https://other.example' }),
    await google.token(push, { iss: 'https://evil.example' }),
    await google.token(push, { iat: now - 7200, exp: now - 3600 }),
    await stranger.setProtectedHeader({ alg: 'HS256', kid: 'relay' }).sign(Buffer.alloc(32)),
  ];
  for (const token of wrong) expect((await post(token)).status).toBe(401);
  expect(seen).toEqual([]);
});

test('another account of Google, or one whose e-mail is not vouched for, may not push', async () => {
  for (const otherwise of [
    { email: 'other@demo-test.iam.gserviceaccount.com' },
    { email: undefined },
    { email_verified: false },
    { email_verified: 'true' },
  ]) {
    expect((await post(await google.token(push, otherwise))).status).toBe(403);
  }
  expect(seen).toEqual([]);
});

test('what a consumer throws at is asked for again, and what it threw stays here', async () => {
  act = () => Promise.reject(new Error('SECRET of the database'));
  const { status, text } = await post(await google.token(push));
  expect(status).toBe(503);
  expect(text).not.toContain('SECRET');
});

test('a body out of form is refused without a word of it', async () => {
  const token = await google.token(push);
  for (const sent of ['', '{"SECRET', '{}', '{"message":{"messageId":"1","data":"%SECRET%"}}']) {
    const { status, text } = await post(token, sent);
    expect(status).toBe(400);
    expect(text).not.toContain('SECRET');
  }
  expect((await post(token, 'x'.repeat(9 * 1024 * 1024))).status).toBe(400);
  expect(seen).toEqual([]);
});

test('the log says which message and how it ended, and holds no token', async () => {
  const token = await google.token(push);
  await post(token);
  await post(`${token}x`);
  expect(logged).toEqual([
    { severity: 'INFO', status: 204, message: 'ours' },
    { severity: 'ERROR', status: 401, code: 'UNAUTHENTICATED' },
  ]);
});

test('of a dead letter the message says which subscription gave it up, and nothing else of Pub/Sub', async () => {
  const attributes = {
    id: 'ours',
    CloudPubSubDeadLetterSourceSubscription: 'fanout',
    CloudPubSubDeadLetterSourceDeliveryCount: '5',
  };
  const dead = { ...body, message: { ...body.message, attributes } };
  await post(await google.token(push), JSON.stringify(dead));
  expect(seen[0]?.attributes).toEqual({ subscription: 'fanout' });
});
