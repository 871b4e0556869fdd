// SPDX-License-Identifier: Apache-2.0
import { request } from 'node:http';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { authHome, type Home, identityToken } from '../../test/fixtures/auth/home.ts';

let home: Home;
beforeAll(async () => {
  home = await authHome();
});
afterAll(() => home.close());

/** A request with whatever headers, Host among them. */
function post(headers: Record<string, string>): Promise<{ status: number; text: string }> {
  const form = 'email=victim@example.com';
  const all = { 'content-type': 'application/x-www-form-urlencoded', ...headers };
  return new Promise((resolve, reject) => {
    const sent = request(`${home.url}/dev/token`, { method: 'POST', headers: all }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    sent.on('error', reject);
    sent.end(form);
  });
}

test('an e-mail gives a token of an hour, as plain text, always of the same person', async () => {
  const one = decodeJwt(await identityToken(home, 'ada@example.com'));
  const other = decodeJwt(await identityToken(home, ' ADA@example.com'));
  expect(one).toMatchObject({ email: 'ada@example.com', email_verified: true, aud: home.url });
  expect((one.exp ?? 0) - (one.iat ?? 0)).toBe(3600);
  expect(other.sub).toBe(one.sub);
});

test.each([
  ['Host', { host: 'evil.example' }],
  ['Host', { host: 'localhost.evil.example' }],
  ['Host', { host: '192.168.1.10:8080' }],
  ['Origin', { origin: 'https://evil.example' }],
  ['Origin', { origin: 'null' }],
])('a foreign %s gets no token, even without a front before it', async (place, headers) => {
  const { status, text } = await post(headers);
  expect(status).toBe(403);
  expect(text).toContain(place);
  expect(text).not.toContain('eyJ');
});

test('what is no e-mail, and a form that is too long, are refused', async () => {
  for (const email of ['', 'nobody', 'a@b', `${'a'.repeat(5000)}@example.com`]) {
    const body = new URLSearchParams({ email });
    const answer = await fetch(`${home.url}/dev/token`, { method: 'POST', body });
    expect(answer.status, email.slice(0, 10)).toBe(400);
  }
});

test('only a POST asks for a token', async () => {
  expect((await fetch(`${home.url}/dev/token?email=a@example.com`)).status).toBe(404);
});

test('a cloud home refuses tokens of the development login', async () => {
  const cloud = await authHome({ development: false, issuer: home.url });
  const token = await identityToken(home, 'owner@example.com');
  expect((await cloud.call('POST', '/sts/exchange', token, {})).status).toBe(401);
  const answer = await fetch(`${cloud.url}/dev/token`, {
    method: 'POST',
    body: 'email=a@b.example',
  });
  expect(answer.status).toBe(404);
  await cloud.close();
});

test('a development token is no access token, and an access token no development token', async () => {
  const token = await identityToken(home, 'owner@example.com');
  expect(decodeProtectedHeader(token).typ).toBe('dev+jwt');
  expect(decodeJwt(token)).toMatchObject({ iss: 'http://localhost/dev', aud: home.url });
  expect((await home.call('GET', '/auth/v1/ok', token)).status).toBe(401);
});
