// SPDX-License-Identifier: Apache-2.0
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newInviteCode } from '../../core/iam/invites.ts';
import { gulfstream, owner as ownerRole, viewer } from '../../core/iam/roles.ts';
import { parseUidp } from '../../core/iam/uidp.ts';
import { invites } from '../../store/collections.ts';
import { accessToken, authHome, type Home, identityToken } from '../../test/fixtures/auth/home.ts';
import { type Issuer, issuer } from '../../test/fixtures/auth/issuer.ts';

let home: Home;
let ci: Issuer;
let owner: string;
let group: string;
beforeAll(async () => {
  ci = await issuer();
  home = await authHome();
  owner = await accessToken(home, 'owner@example.com');
  group = String((await home.call('POST', '/iam/v1/groups', owner, { name: 'root' })).body['id']);
});
afterAll(async () => {
  await home.close();
  await ci.close();
});

async function invite(options: object = {}, inviter = owner): Promise<string> {
  const wanted = { role: viewer.id, ...options };
  const made = await home.call('POST', `/iam/v1/group_invites/${group}`, inviter, wanted);
  expect(made.status).toBe(200);
  return String(made.body['code']);
}
const register = (token: string, code: string) =>
  home.call('POST', '/auth/v1/register', token, { code });
const groupsOf = async (token: string) =>
  (await home.call('GET', '/iam/v1/groups', token)).body['items'];

test('a code gives its bearer the role at the group, and the trail says who came', async () => {
  const token = await accessToken(home, 'joins@example.com');
  const identity = decodeJwt(token).sub;
  const { status, body } = await register(token, await invite());
  expect(status).toBe(200);
  expect(body).toEqual({ identity, group, role: 'viewer' });
  expect(await groupsOf(token)).toHaveLength(1);
  const trail = await home.call('GET', `/events/v1/events?group=${group}`, owner);
  expect(trail.body['items']).toMatchObject([
    {
      type: 'dev.chainguard.api.auth.registered.v1',
      subject: identity,
      actor: { subject: identity, email: 'joins@example.com' },
    },
    {},
    {},
  ]);
  expect(JSON.stringify(trail.body)).not.toContain('"key"');
});

test('an identity token joins as well as an access token', async () => {
  const { status, body } = await register(
    await identityToken(home, 'up@example.com'),
    await invite(),
  );
  expect(status).toBe(200);
  expect(body['identity']).toBe(decodeJwt(await accessToken(home, 'up@example.com')).sub);
});

test('a code serves many until it expires', async () => {
  const code = await invite({ ttl: 3600 });
  for (const email of ['many-1@example.com', 'many-2@example.com']) {
    expect((await register(await accessToken(home, email), code)).status).toBe(200);
  }
});

test('whoever is in already stays in once, and does not use a code up', async () => {
  const code = await invite({ singleUse: true });
  const inside = await accessToken(home, 'inside@example.com');
  await register(inside, await invite());
  expect((await register(inside, code)).status).toBe(200);
  const bindings = await home.call(
    'GET',
    `/iam/v1/rolebindings?identity=${decodeJwt(inside).sub}`,
    owner,
  );
  expect(bindings.body['items']).toHaveLength(1);
  expect((await register(await accessToken(home, 'late@example.com'), code)).status).toBe(200);
});

test('of those who race with a single-use code one joins, the others hear that it does not count', async () => {
  const code = await invite({ singleUse: true });
  const emails = ['race-1@example.com', 'race-2@example.com', 'race-3@example.com'];
  const racers = await Promise.all(emails.map((email) => accessToken(home, email)));
  const answers = await Promise.all(racers.map((token) => register(token, code)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404]);
  const inside = (await Promise.all(racers.map(groupsOf))).flat();
  expect(inside).toHaveLength(1);
});

test('a mistyped, a foreign, a used-up and a withdrawn code get one and the same answer', async () => {
  const used = await invite({ singleUse: true });
  await register(await accessToken(home, 'first@example.com'), used);
  const withdrawn = await invite();
  const list = await home.call('GET', `/iam/v1/group_invites?group=${group}`, owner);
  const { grp } = JSON.parse(Buffer.from(withdrawn, 'base64url').toString());
  expect(JSON.stringify(list.body)).toContain(grp);
  await home.call('DELETE', `/iam/v1/group_invites/${grp}`, owner);
  const valid = await invite();
  const { grp: known } = JSON.parse(Buffer.from(valid, 'base64url').toString());
  const foreign = newInviteCode(parseUidp(`${group}/0123456789abcdef`, 'id')).code;
  const guessed = newInviteCode(parseUidp(known, 'id')).code;
  const token = await accessToken(home, 'nobody@example.com');
  const codes = [used, withdrawn, foreign, guessed, `${valid.slice(0, -3)}AAA`, 'nonsense'];
  const answers = await Promise.all(codes.map((code) => register(token, code)));
  expect(answers.map(({ status }) => status)).toEqual(codes.map(() => 404));
  expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  expect(await groupsOf(token)).toEqual([]);
});

test('an expired code says so to whoever has it, and gives nothing', async () => {
  const code = await invite({ ttl: 60 });
  home.later(61_000);
  const token = await accessToken(home, 'too-late@example.com');
  const { status, body } = await register(token, code);
  expect(status).toBe(400);
  expect(body['message']).toContain('this invite has expired');
  expect(await groupsOf(token)).toEqual([]);
  owner = await accessToken(home, 'owner@example.com');
});

test('an invite for an e-mail is for that one, in whatever case, and only when it is verified', async () => {
  const code = await invite({ email: 'Named@Example.com' });
  const other = await register(await accessToken(home, 'other@example.com'), code);
  expect(other.status).toBe(403);
  expect(other.body['message']).toContain('for another e-mail address');
  expect((await register(await accessToken(home, 'NAMED@example.com'), code)).status).toBe(200);
});

test('an e-mail that the login provider has not verified opens no invite', async () => {
  const provider = { id: 'up', name: 'Up', clientId: 'ours', clientSecret: 'secret' };
  const federated = await authHome({ loginProviders: () => [{ ...provider, issuer: ci.url }] });
  const boss = await accessToken(federated, 'boss@example.com');
  const root = await federated.call('POST', '/iam/v1/groups', boss, { name: 'root' });
  const path = `/iam/v1/group_invites/${root.body['id']}`;
  const wanted = { role: viewer.id, email: 'named@example.com' };
  const code = (await federated.call('POST', path, boss, wanted)).body['code'];
  for (const [email_verified, status] of [
    [false, 403],
    ['true', 403],
    [undefined, 403],
    [true, 200],
  ]) {
    const claims = { sub: 's', aud: 'ours', email: 'named@example.com', email_verified };
    const answer = await federated.call('POST', '/auth/v1/register', await ci.token(claims), {
      code,
    });
    expect(answer.status, String(email_verified)).toBe(status);
  }
  await federated.close();
});

test('a code is worth nothing once its inviter may no longer give the role', async () => {
  const second = await accessToken(home, 'second-owner@example.com');
  await register(second, await invite({ role: ownerRole.id }));
  const code = await invite({ role: ownerRole.id }, second);
  const bound = await home.call(
    'GET',
    `/iam/v1/rolebindings?identity=${decodeJwt(second).sub}`,
    owner,
  );
  const [binding] = [bound.body['items']].flat();
  await home.call('DELETE', `/iam/v1/rolebindings/${Object(binding).id}`, owner);
  const token = await accessToken(home, 'hopeful@example.com');
  const { status, body } = await register(token, code);
  expect(status).toBe(403);
  expect(body['message']).toContain('may no longer give that role');
  expect(await groupsOf(token)).toEqual([]);
});

test('a code for a cluster makes no person a cluster', async () => {
  const code = await invite({ role: gulfstream.id });
  const { status, body } = await register(await accessToken(home, 'person@example.com'), code);
  expect(status).toBe(400);
  expect(body['message']).toBe('this invite is for a cluster, not for a person');
});

test('a machine identity that was deleted joins nothing with the token it still has', async () => {
  const claimMatch = { issuer: ci.url, subject: 'job' };
  const made = await home.call('POST', `/iam/v1/identities/${group}`, owner, {
    name: 'ci',
    claimMatch,
  });
  const identity = String(made.body['id']);
  const upstream = await ci.token({
    sub: 'job',
    aud: home.url,
    exp: Math.floor(Date.now() / 1000) + 9000,
  });
  const token = String(
    (await home.call('POST', '/sts/exchange', upstream, { identity })).body['token'],
  );
  await home.call('DELETE', `/iam/v1/identities/${identity}`, owner);
  expect((await register(token, await invite())).status).toBe(401);
});

test('without a token, or with one that has expired, nobody joins', async () => {
  const code = await invite();
  expect((await register('', code)).status).toBe(401);
  const token = await accessToken(home, 'slow@example.com');
  home.later(16 * 60_000);
  const { status, body } = await register(token, code);
  expect(status).toBe(401);
  expect(body['message']).toBe('the token has expired');
  owner = await accessToken(home, 'owner@example.com');
});

test('the store holds no code, only a hash of its secret', async () => {
  const { key } = JSON.parse(Buffer.from(await invite(), 'base64url').toString());
  const kept = await home.service.documents.query({ collection: invites, limit: 1000 });
  expect(JSON.stringify(kept)).not.toContain(key);
});
