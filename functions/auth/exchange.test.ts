// SPDX-License-Identifier: Apache-2.0
import { decodeJwt, decodeProtectedHeader, generateKeyPair } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessToken, authHome, type Home, identityToken } from '../../test/fixtures/auth/home.ts';
import { type Issuer, issuer } from '../../test/fixtures/auth/issuer.ts';

let home: Home;
let people: Issuer;
let ci: Issuer;
let owner: string;
let group: string;
beforeAll(async () => {
  people = await issuer();
  ci = await issuer();
  const provider = { id: 'up', name: 'Up', clientId: 'our-client', clientSecret: 'secret' };
  home = await authHome({ loginProviders: () => [{ ...provider, issuer: people.url }] });
  owner = await accessToken(home, 'owner@example.com');
  group = String((await home.call('POST', '/iam/v1/groups', owner, { name: 'root' })).body['id']);
});
afterAll(async () => {
  await home.close();
  await people.close();
  await ci.close();
});

const exchange = (token: string, identity?: string) =>
  home.call('POST', '/sts/exchange', token, identity === undefined ? {} : { identity });

/** A machine identity that takes tokens of the CI system under these conditions. */
async function machine(match: object): Promise<string> {
  const identity = { name: 'ci', claimMatch: { issuer: ci.url, ...match } };
  const made = await home.call('POST', `/iam/v1/identities/${group}`, owner, identity);
  expect(made.status).toBe(200);
  return String(made.body['id']);
}
const subject = 'repo:acme/app:ref:refs/heads/main';

test('a token of a login provider gives the person a token of ours for fifteen minutes', async () => {
  for (const aud of ['our-client', home.url]) {
    const token = await people.token({
      sub: 'p',
      aud,
      email: 'p@example.com',
      email_verified: true,
    });
    const { status, body } = await exchange(token);
    expect(status).toBe(200);
    const claims = decodeJwt(String(body['token']));
    expect(claims).toMatchObject({ act: { iss: people.url, sub: 'p' }, email: 'p@example.com' });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(900);
    expect(body['expiry']).toBe(new Date((claims.exp ?? 0) * 1000).toISOString());
    expect(decodeProtectedHeader(String(body['token'])).typ).toBe('at+jwt');
  }
});

const now = () => Math.floor(Date.now() / 1000);
test.each<[string, object, string]>([
  [
    'is meant for another client',
    { aud: 'another-client' },
    'the claim aud of the token is "another-client"',
  ],
  ['is meant for nobody', { aud: undefined }, 'the claim aud of the token is missing'],
  ['has expired', { exp: now() - 60 }, 'the token has expired'],
  ['never expires', { exp: undefined }, 'the claim exp of the token is missing'],
  ['does not count yet', { nbf: now() + 600 }, 'it does not count yet'],
  ['comes from the future', { iat: now() + 600 }, 'issued in the future'],
  ['does not say when it was made', { iat: undefined }, 'the claim iat of the token is missing'],
  ['names nobody', { sub: undefined }, 'the claim sub of the token is missing'],
  [
    'is of an issuer that nobody logs in with',
    { iss: 'https://evil.example' },
    'nobody logs in here',
  ],
  ['says it is ours', { iss: 'HOME' }, 'nobody logs in here'],
])('a person’s token that %s is refused, and the answer says so', async (_what, wrong, why) => {
  const claims = { sub: 'p', aud: 'our-client', ...wrong };
  const iss = 'iss' in wrong && wrong.iss === 'HOME' ? { iss: home.url } : {};
  const { status, body } = await exchange(await people.token({ ...claims, ...iss }));
  expect(status).toBe(401);
  expect(body['message']).toContain(why);
});

test('a token that nobody has signed is refused', async () => {
  const [, payload] = (await people.token({ sub: 'p', aud: 'our-client' })).split('.');
  const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url');
  expect((await exchange(`${header}.${payload}.`)).status).toBe(401);
});

test('a token that is signed with the public key as a shared secret is refused', async () => {
  const key = new TextEncoder().encode(await people.publicPem());
  const claims = { sub: 'p', aud: 'our-client' };
  const { status, body } = await exchange(
    await people.token(claims, { header: { alg: 'HS256' }, key }),
  );
  expect(status).toBe(401);
  expect(body['message']).toContain('an algorithm that is not taken');
});

test('a token signed with a key of somebody else is refused, under a known key id or not', async () => {
  const { privateKey: key } = await generateKeyPair('RS256');
  for (const header of [{}, { kid: 'unknown' }]) {
    const token = await people.token({ sub: 'p', aud: 'our-client' }, { header, key });
    const { status, body } = await exchange(token);
    expect(status).toBe(401);
    expect(body['message']).toBe('no key of its issuer has signed the token');
  }
});

test('no token is repeated in an answer or a log', async () => {
  const token = await people.token({ sub: 'p', aud: 'wrong' });
  const { body } = await exchange(token);
  const [, payload = '', signature = ''] = token.split('.');
  for (const text of [JSON.stringify(body), JSON.stringify(home.logged)]) {
    expect(text).not.toContain(payload);
    expect(text).not.toContain(signature);
  }
});

test('what is no token, and none at all, is refused', async () => {
  for (const token of ['nonsense', 'a.b.c', 'x'.repeat(15_000), '']) {
    expect((await exchange(token)).status, token.slice(0, 10)).toBe(401);
  }
});

test('a token of ours cannot be exchanged for another', async () => {
  expect((await exchange(owner)).status).toBe(401);
});

test('a machine whose token fits gets a token of its identity, and of no e-mail', async () => {
  const id = await machine({ subject });
  const email = { email: 'owner@example.com', email_verified: true };
  const { status, body } = await exchange(
    await ci.token({ sub: subject, aud: home.url, ...email }),
    id,
  );
  expect(status).toBe(200);
  const claims = decodeJwt(String(body['token']));
  expect(claims).toMatchObject({ sub: id, act: { iss: ci.url, sub: subject } });
  expect(claims).not.toHaveProperty('email');
  expect((await home.call('GET', '/auth/v1/ok', String(body['token']))).body['subject']).toBe(id);
});

test('without an audience of its own an identity takes our URL and its host, nothing else', async () => {
  const id = await machine({ subject });
  for (const aud of [home.url, new URL(home.url).host, ['x', home.url]]) {
    expect((await exchange(await ci.token({ sub: subject, aud }), id)).status).toBe(200);
  }
  const { status, body } = await exchange(await ci.token({ sub: subject, aud: 'sigstore' }), id);
  expect(status).toBe(403);
  expect(body['message']).toContain('audience');
});

test('with an audience of its own it takes that one only', async () => {
  const id = await machine({ subject, audience: 'enforce' });
  expect((await exchange(await ci.token({ sub: subject, aud: 'enforce' }), id)).status).toBe(200);
  expect((await exchange(await ci.token({ sub: subject, aud: home.url }), id)).status).toBe(403);
});

test('everything that does not fit is said at once, as it is in the token', async () => {
  const id = await machine({
    subjectPattern: 'repo:acme/.*',
    claims: { ref: 'refs/heads/main', missing: 'x' },
    claimPatterns: { workflow: 'release|deploy' },
  });
  const claims = {
    sub: 'xrepo:acme/app',
    aud: 'other',
    ref: 'refs/heads/dev',
    workflow: 'released',
  };
  const { status, body } = await exchange(await ci.token(claims), id);
  expect(status).toBe(403);
  expect(body['details']).toMatchObject([
    {
      faults: [
        { place: 'subject', fault: 'is "xrepo:acme/app" in the token' },
        { place: 'audience', fault: 'is "other" in the token' },
        { place: 'claims.ref', fault: 'is "refs/heads/dev" in the token' },
        { place: 'claims.missing', fault: 'is missing in the token' },
        { place: 'claimPatterns.workflow', fault: 'is "released" in the token' },
      ],
    },
  ]);
});

test('an identity that is not there and one of another issuer get the same answer', async () => {
  const id = await machine({ subject });
  const foreign = await people.token({ sub: subject, aud: home.url });
  const answers = await Promise.all(
    [id, `${group}/0123456789abcdef`].map(async (each) => {
      const { status, body } = await exchange(foreign, each);
      return { status, message: String(body['message']).replace(each, 'ID') };
    }),
  );
  expect(answers[0]).toEqual(answers[1]);
  expect(answers[0]?.status).toBe(401);
});

test('a person is no machine: the id of a person cannot be named', async () => {
  const person = decodeJwt(owner).sub ?? '';
  expect((await exchange(await identityToken(home, 'owner@example.com'), person)).status).toBe(401);
});

test('a person whose token fits may act as the machine', async () => {
  const id = await machine({ issuer: people.url, subject: 'p', audience: 'our-client' });
  const { body } = await exchange(await people.token({ sub: 'p', aud: 'our-client' }), id);
  expect(decodeJwt(String(body['token'])).sub).toBe(id);
});

test('a token of a tenant’s issuer logs no person in', async () => {
  await machine({ subject });
  expect((await exchange(await ci.token({ sub: subject, aud: home.url }))).status).toBe(401);
});

test('a deleted identity takes no more tokens, and those it gave count no more', async () => {
  const id = await machine({ subject });
  const token = await ci.token({ sub: subject, aud: home.url });
  const given = String((await exchange(token, id)).body['token']);
  await home.call('DELETE', `/iam/v1/identities/${id}`, owner);
  expect((await exchange(token, id)).status).toBe(401);
  expect((await home.call('GET', '/auth/v1/ok', given)).status).toBe(401);
});

test('a new key of an issuer is found, and unknown key ids do not make us ask again and again', async () => {
  const id = await machine({ subject });
  const claims = { sub: subject, aud: home.url };
  expect((await exchange(await ci.token(claims), id)).status).toBe(200);
  await ci.rotate();
  home.later(11_000);
  expect((await exchange(await ci.token(claims), id)).status).toBe(200);
  const reads = ci.reads();
  for (let count = 0; count < 5; count += 1) {
    const header = { kid: `unknown-${count}` };
    expect((await exchange(await ci.token(claims, { header }), id)).status).toBe(401);
  }
  expect(ci.reads()).toBe(reads);
});
