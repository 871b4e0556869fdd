// SPDX-License-Identifier: Apache-2.0
import { decodeJwt, decodeProtectedHeader } from 'jose';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { personId } from '../../core/iam/person.ts';
import { Browser } from '../../test/fixtures/auth/browser.ts';
import { begin, logIn, redirectUri } from '../../test/fixtures/auth/chainctl.ts';
import { authHome, type Home } from '../../test/fixtures/auth/home.ts';

let home: Home;
beforeAll(async () => {
  home = await authHome();
});
afterAll(() => home.close());

test('an e-mail at the development login gives a token for the API, signed by the key that signs now', async () => {
  const { tokens } = await logIn(home, 'Ada@Example.com');
  const claims = decodeJwt(tokens.access_token);
  const { kid } = decodeProtectedHeader(tokens.access_token);
  expect(decodeProtectedHeader(tokens.access_token)).toMatchObject({ typ: 'at+jwt', alg: 'ES256' });
  expect(kid).toBe(await home.service.keys.current());
  const act = { iss: 'http://localhost/dev', sub: expect.any(String) };
  expect(claims).toMatchObject({ iss: home.url, aud: home.url, email: 'ada@example.com', act });
  expect(claims).toMatchObject({ email_verified: true });
  expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(900);
  const { iss, sub } = Object(claims['act']);
  expect(claims.sub).toBe(personId(iss, sub));
  const who = await home.call('GET', '/auth/v1/ok', tokens.access_token);
  expect(who.body).toMatchObject({ subject: claims.sub, email: 'ada@example.com', act });
});

test('the same person is the same whichever way they come', async () => {
  const { tokens } = await logIn(home, 'same@example.com');
  const body = new URLSearchParams({ email: 'same@example.com' });
  const identity = await (await fetch(`${home.url}/dev/token`, { method: 'POST', body })).text();
  const exchanged = await home.call('POST', '/sts/exchange', identity, {});
  expect(decodeJwt(String(exchanged.body['token'])).sub).toBe(decodeJwt(tokens.access_token).sub);
});

test('nobody stays logged in: the same browser is asked again, and may be another person', async () => {
  const browser = new Browser();
  const one = await logIn(home, 'one@example.com', browser);
  const other = await logIn(home, 'other@example.com', browser);
  expect(decodeJwt(one.tokens.access_token)['email']).toBe('one@example.com');
  expect(decodeJwt(other.tokens.access_token)['email']).toBe('other@example.com');
});

test('a login may ask for consent, as the standard wants it for offline access', async () => {
  const begun = await begin(home, { prompt: 'consent' });
  const browser = new Browser();
  const asked = await browser.open(begun.url);
  const back = await browser.open(`${asked.url}/development`, { email: 'c@example.com' });
  expect((await begun.finish(back)).refresh_token).toEqual(expect.any(String));
});

test('a refresh token gives another, once', async () => {
  const { configuration, tokens } = await logIn(home, 'refresh@example.com');
  const first = tokens.refresh_token ?? '';
  const next = await oidc.refreshTokenGrant(configuration, first);
  expect(next.refresh_token).not.toBe(first);
  expect(decodeJwt(next.access_token)).toMatchObject({ email: 'refresh@example.com' });
});

test('a refresh token that comes back ends the whole family, and no other', async () => {
  const stolen = await logIn(home, 'replayed@example.com');
  const elsewhere = await logIn(home, 'replayed@example.com');
  const { configuration } = stolen;
  const first = stolen.tokens.refresh_token ?? '';
  const next = await oidc.refreshTokenGrant(configuration, first);
  await expect(oidc.refreshTokenGrant(configuration, first)).rejects.toMatchObject(invalidGrant);
  const rotated = next.refresh_token ?? '';
  await expect(oidc.refreshTokenGrant(configuration, rotated)).rejects.toMatchObject(invalidGrant);
  const untouched = elsewhere.tokens.refresh_token ?? '';
  expect((await oidc.refreshTokenGrant(configuration, untouched)).refresh_token).toBeDefined();
});

test('of those who race with one refresh token one wins, and the family ends', async () => {
  const { configuration, tokens } = await logIn(home, 'raced@example.com');
  const token = tokens.refresh_token ?? '';
  const tries = await Promise.allSettled(
    Array.from({ length: 8 }, () => oidc.refreshTokenGrant(configuration, token)),
  );
  const won = tries.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const lost = tries.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
  expect(won).toHaveLength(1);
  for (const error of lost) expect(error).toMatchObject(invalidGrant);
  for (const { refresh_token = '' } of won) {
    await expect(oidc.refreshTokenGrant(configuration, refresh_token)).rejects.toMatchObject(
      invalidGrant,
    );
  }
});

test('a revoked refresh token gives nothing more', async () => {
  const { configuration, tokens } = await logIn(home, 'out@example.com');
  const token = tokens.refresh_token ?? '';
  await oidc.tokenRevocation(configuration, token);
  await expect(oidc.refreshTokenGrant(configuration, token)).rejects.toMatchObject(invalidGrant);
});

test('a code is worth nothing the second time', async () => {
  const begun = await begin(home);
  const browser = new Browser();
  const asked = await browser.open(begun.url);
  const back = await browser.open(`${asked.url}/development`, { email: 'twice@example.com' });
  const { refresh_token = '' } = await begun.finish(back);
  await expect(begun.finish(back)).rejects.toMatchObject(invalidGrant);
  await expect(oidc.refreshTokenGrant(begun.configuration, refresh_token)).rejects.toMatchObject(
    invalidGrant,
  );
});

test('without PKCE, or with the plain method, there is no login', async () => {
  const { url } = await begin(home);
  for (const change of [
    (params: URLSearchParams) => params.delete('code_challenge'),
    (params: URLSearchParams) => params.set('code_challenge_method', 'plain'),
  ]) {
    const weaker = new URL(url);
    change(weaker.searchParams);
    const seen = await new Browser().open(weaker.href);
    expect(new URL(seen.url).searchParams.get('error')).toBe('invalid_request');
  }
});

test('the answer goes to a loopback port at /callback, and nowhere else', async () => {
  const { url } = await begin(home);
  for (const target of [
    'https://evil.example/callback',
    'http://127.0.0.1:49321/other',
    'http://127.0.0.1.evil.example/callback',
    'http://127.0.0.1:49321@evil.example/callback',
    '//evil.example/callback',
  ]) {
    const changed = new URL(url);
    changed.searchParams.set('redirect_uri', target);
    const seen = await new Browser().step(changed.href);
    expect(seen.status, target).toBe(400);
    expect(seen.headers.get('location'), target).toBeNull();
  }
  const another = new URL(url);
  another.searchParams.set('redirect_uri', redirectUri.replace('49321', '50123'));
  expect((await new Browser().step(another.href)).status).toBe(303);
});

test('a token is for this API only', async () => {
  const { url } = await begin(home, { resource: 'https://elsewhere.example' });
  const seen = await new Browser().open(url);
  expect(new URL(seen.url).searchParams.get('error')).toBe('invalid_target');
});

test('a login goes on only in the browser that began it', async () => {
  const begun = await begin(home);
  const asked = await new Browser().open(begun.url);
  const stranger = await new Browser().open(`${asked.url}/development`, { email: 'e@example.com' });
  expect(stranger.status).toBe(400);
  expect(stranger.html).toContain('began in another browser');
});

test.each([
  ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
  ['another port of this machine', { origin: 'http://localhost:1', 'sec-fetch-site': 'same-site' }],
  ['an origin that hides', { origin: 'null' }],
])('a form that %s sends does not log anybody in', async (_who, headers) => {
  const browser = new Browser();
  const asked = await browser.open((await begin(home)).url);
  const form = { email: 'victim@example.com' };
  const sent = await browser.open(`${asked.url}/development`, form, headers);
  expect(sent.status).toBe(403);
});

test('text that is no e-mail is refused on a page that does not repeat it', async () => {
  const browser = new Browser();
  const asked = await browser.open((await begin(home)).url);
  const sent = await browser.open(`${asked.url}/development`, { email: '<script>x</script>' });
  expect(sent.status).toBe(400);
  expect(sent.html).toContain('that is not an e-mail address');
  expect(sent.html).not.toContain('<script');
});

test('the page asks for an e-mail only, runs no script and cannot be framed', async () => {
  const asked = await new Browser().open((await begin(home)).url);
  expect([...asked.html.matchAll(/<input/g)]).toHaveLength(1);
  expect(asked.html).toContain('<label for="email">');
  expect(asked.html).not.toContain('<script');
  const policy = asked.headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe');
});

const invalidGrant = { error: 'invalid_grant' };
