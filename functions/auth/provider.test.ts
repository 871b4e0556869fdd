// SPDX-License-Identifier: Apache-2.0
import { request } from 'node:http';
import { decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { logIn } from '../../test/fixtures/auth/chainctl.ts';
import { authHome, type Home } from '../../test/fixtures/auth/home.ts';

let home: Home;
beforeAll(async () => {
  home = await authHome();
});
afterAll(() => home.close());

const json = async (path: string) => (await fetch(home.url + path)).json();

test('discovery names what is offered, and nothing more', async () => {
  const found = await json('/.well-known/openid-configuration');
  const endpoints = Object.entries(found).filter(([name]) => /_endpoint$|^jwks_uri$/.test(name));
  expect(Object.fromEntries(endpoints)).toEqual({
    authorization_endpoint: `${home.url}/oauth/authorize`,
    token_endpoint: `${home.url}/oauth/token`,
    device_authorization_endpoint: `${home.url}/oauth/device`,
    revocation_endpoint: `${home.url}/oauth/revoke`,
    jwks_uri: `${home.url}/.well-known/jwks.json`,
  });
  expect(found).toMatchObject({
    issuer: home.url,
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    id_token_signing_alg_values_supported: ['ES256'],
    token_endpoint_auth_methods_supported: ['none'],
  });
});

test('the addresses come from configuration, whatever a client says it reached', async () => {
  const headers = {
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
  };
  const body = await new Promise<string>((resolve, reject) => {
    const sent = request(`${home.url}/.well-known/openid-configuration`, { headers }, (answer) => {
      answer.setEncoding('utf8');
      let text = '';
      answer.on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => resolve(text));
    });
    sent.on('error', reject);
    sent.end();
  });
  expect(body).not.toContain('evil');
  expect(JSON.parse(body).issuer).toBe(home.url);
});

test('no private half of a key is published', async () => {
  const { keys } = await json('/.well-known/jwks.json');
  for (const key of keys) {
    expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  }
});

test('a new key is published before it signs, then signs, and what the old one signed still counts', async () => {
  const before = await logIn(home, 'early@example.com');
  const old = await home.service.keys.current();
  await home.rotateKeys();
  expect((await json('/.well-known/jwks.json')).keys).toHaveLength(2);
  const between = await logIn(home, 'between@example.com');
  expect(decodeProtectedHeader(between.tokens.access_token).kid).toBe(old);
  home.later(11 * 60_000);
  const fresh = await home.service.keys.current();
  expect(fresh).not.toBe(old);
  const after = await logIn(home, 'late@example.com');
  expect(decodeProtectedHeader(after.tokens.access_token).kid).toBe(fresh);
  for (const { tokens } of [before, after]) {
    expect((await home.call('GET', '/auth/v1/ok', tokens.access_token)).status).toBe(200);
  }
});

test('what is not there is a 404, whatever comes before it', async () => {
  for (const path of ['/oauth/nothing', '/.well-known/nothing', '/dev/nothing']) {
    expect((await fetch(home.url + path)).status, path).toBe(404);
  }
});
