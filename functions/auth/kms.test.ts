// SPDX-License-Identifier: Apache-2.0
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kmsKeys } from '../../ports/keys/kms.ts';
import { logIn } from '../../test/fixtures/auth/chainctl.ts';
import { accessToken, authHome, type Home, identityToken } from '../../test/fixtures/auth/home.ts';
import { refusal } from '../../test/fixtures/caller.ts';
import { type KmsFake, kmsFake } from '../../test/real/emulators/kms.ts';

let fake: KmsFake;
let home: Home;
beforeAll(async () => {
  home = await authHome({
    keys: async (clock) => {
      fake = await kmsFake(clock);
      const cryptoKey = await fake.newKey();
      const keys = kmsKeys({ client: async () => fake.client, cryptoKey, clock });
      return { ...keys, rotate: async () => void (await fake.rotate(cryptoKey)) };
    },
  });
});
afterAll(async () => {
  await home.close();
  await fake.stop();
});

const verified = async (token: string) => {
  const jwks = createRemoteJWKSet(new URL(`${home.url}/.well-known/jwks.json`));
  return (await jwtVerify(token, jwks, { issuer: home.url })).payload;
};

test('the OpenID Provider signs through Cloud KMS what its published keys verify', async () => {
  const { tokens } = await logIn(home, 'owner@example.com');
  expect(await verified(tokens.access_token)).toMatchObject({ aud: home.url });
  expect(await verified(tokens.id_token ?? '')).toMatchObject({ aud: 'chainctl' });
  expect((await home.call('GET', '/auth/v1/ok', tokens.access_token)).status).toBe(200);
});

test('what the token exchange signs through Cloud KMS opens the API', async () => {
  const token = await accessToken(home, 'owner@example.com');
  const made = await home.call('POST', '/iam/v1/groups', token, { name: 'from-kms' });
  expect(made.status).toBe(200);
});

test('a new version is published, then signs; what the one before signed still counts', async () => {
  const before = await logIn(home, 'early@example.com');
  const old = decodeProtectedHeader(before.tokens.access_token).kid;
  await home.rotateKeys();
  home.later(5 * 60_000);
  const between = await logIn(home, 'between@example.com');
  expect(decodeProtectedHeader(between.tokens.access_token).kid).toBe(old);
  const { keys } = await (await fetch(`${home.url}/.well-known/jwks.json`)).json();
  expect(keys).toHaveLength(2);
  home.later(6 * 60_000);
  const after = await logIn(home, 'late@example.com');
  expect(decodeProtectedHeader(after.tokens.access_token).kid).not.toBe(old);
  for (const { tokens } of [before, after]) {
    expect((await home.call('GET', '/auth/v1/ok', tokens.access_token)).status).toBe(200);
  }
});

async function withKms<T>(run: () => Promise<T>): Promise<T> {
  fake.fail(undefined);
  const made = await run();
  fake.fail(13);
  return made;
}

test('while Cloud KMS is away tokens are taken for a while and none is made; nobody is told that a token is bad', async () => {
  const { tokens } = await logIn(home, 'still@example.com');
  fake.fail(13);
  expect((await home.call('GET', '/auth/v1/ok', tokens.access_token)).status).toBe(200);
  const refused = await fetch(`${home.url}/dev/token`, {
    method: 'POST',
    body: new URLSearchParams({ email: 'none@example.com' }),
  });
  expect(refused.status).toBe(503);
  const { tokens: unseen } = await withKms(() => logIn(home, 'unseen@example.com'));
  home.later(11 * 60_000);
  expect((await home.call('GET', '/auth/v1/ok', unseen.access_token)).status).toBe(503);
  fake.fail(undefined);
});

test.each([
  ['RESOURCE_EXHAUSTED', 8],
  ['INTERNAL', 13],
  ['PERMISSION_DENIED', 7],
])(
  'while Cloud KMS answers %s nobody is given a token and all are told to come again; tokens that are there count',
  async (_, code) => {
    const upstream = await identityToken(home, 'owner@example.com');
    const token = await accessToken(home, 'owner@example.com');
    fake.fail(code);
    const refused = await fetch(`${home.url}/sts/exchange`, {
      method: 'POST',
      headers: { authorization: `Bearer ${upstream}`, 'content-type': 'application/json' },
      body: '{}',
    });
    const text = await refused.text();
    const there = await home.call('GET', '/auth/v1/ok', token);
    fake.fail(undefined);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refusal(503, JSON.parse(text))).toMatchObject({ reason: 'UNAVAILABLE' });
    expect(text).not.toContain('as the test wants it');
    expect(there.status).toBe(200);
    expect(await verified(await accessToken(home, 'owner@example.com'))).toBeDefined();
  },
);
