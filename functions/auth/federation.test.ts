// SPDX-License-Identifier: Apache-2.0
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { personId } from '../../core/iam/person.ts';
import { logins } from '../../store/collections.ts';
import { Browser } from '../../test/fixtures/auth/browser.ts';
import { begin } from '../../test/fixtures/auth/chainctl.ts';
import { authHome, type Home } from '../../test/fixtures/auth/home.ts';
import {
  clientId,
  clientSecret,
  type UpstreamProvider,
  upstreamProvider,
} from '../../test/fixtures/auth/login-provider.ts';

let upstream: UpstreamProvider;
let home: Home;
beforeAll(async () => {
  upstream = await upstreamProvider();
  const { url: issuer } = upstream;
  const provider = { id: 'upstream', name: 'The <Other>', issuer, clientId, clientSecret };
  home = await authHome({ development: false, loginProviders: () => [provider] });
  upstream.start(home.url);
});
afterAll(async () => {
  await home.close();
  await upstream.close();
});

/** Follows redirects until one leads to a URL that begins so, and stops before it. */
async function until(browser: Browser, url: string, beginning: string): Promise<string> {
  let next = url;
  for (let count = 0; count < 20; count += 1) {
    if (next.startsWith(beginning)) return next;
    const { headers } = await browser.step(next);
    next = new URL(headers.get('location') ?? '', next).href;
  }
  throw new Error('redirected too often');
}
const callback = () => `${home.url}/login/callback/upstream`;

test('whoever logs in at the only provider is not asked to choose, and is who the provider says', async () => {
  const begun = await begin(home);
  const tokens = await begun.finish(await new Browser().open(begun.url));
  const claims = decodeJwt(tokens.access_token);
  expect(claims).toMatchObject({
    sub: personId(upstream.url, 'person-1'),
    act: { iss: upstream.url, sub: 'person-1' },
    email: 'grace@example.com',
    email_verified: true,
  });
});

test('an e-mail that the provider has not verified is not verified here', async () => {
  upstream.who.verified = false;
  const begun = await begin(home);
  const tokens = await begun.finish(await new Browser().open(begun.url));
  expect(decodeJwt(tokens.access_token)['email_verified']).toBe(false);
  upstream.who.verified = true;
});

test('the same e-mail under another subject is another person', async () => {
  upstream.who.sub = 'person-2';
  const begun = await begin(home);
  const tokens = await begun.finish(await new Browser().open(begun.url));
  expect(decodeJwt(tokens.access_token).sub).toBe(personId(upstream.url, 'person-2'));
  upstream.who.sub = 'person-1';
});

test('login CSRF: what the victim finishes does not log in the attacker who began it', async () => {
  const attacker = new Browser();
  const victim = new Browser();
  const begun = await begin(home);
  const sent = await until(attacker, begun.url, upstream.url);
  const answer = await until(victim, sent, callback());
  const seen = await victim.open(answer);
  expect(seen.status).toBe(400);
  expect(seen.html).toContain('belongs to no login that is under way in this browser');
  expect(seen.html).toContain('Try: <b>chainctl auth login</b>');
  const uid = new URL(sent).searchParams.get('state')?.split('.')[0];
  const taken = await attacker.open(`${home.url}/login/${uid}/done`);
  expect(taken.status).toBe(400);
  expect(taken.html).toContain('not done yet');
});

test('login CSRF: an answer of the attacker does not log the victim in as the attacker', async () => {
  const attacker = new Browser();
  const answer = await until(attacker, (await begin(home)).url, callback());
  const victim = new Browser();
  await until(victim, (await begin(home)).url, upstream.url);
  const seen = await victim.open(answer);
  expect(seen.status).toBe(400);
  expect(new URL(seen.url).pathname).toBe('/login/callback/upstream');
});

test('the right cookie with a state that was changed is refused', async () => {
  const browser = new Browser();
  const answer = new URL(await until(browser, (await begin(home)).url, callback()));
  answer.searchParams.set('state', `${answer.searchParams.get('state')}x`);
  expect((await browser.open(answer.href)).status).toBe(400);
});

test('an answer without state, or for another provider, is refused', async () => {
  const browser = new Browser();
  const answer = new URL(await until(browser, (await begin(home)).url, callback()));
  expect((await browser.open(answer.href.replace('/upstream', '/google'))).status).toBe(400);
  answer.searchParams.delete('state');
  expect((await browser.open(answer.href)).status).toBe(400);
});

test('an answer counts once', async () => {
  const browser = new Browser();
  const answer = await until(browser, (await begin(home)).url, callback());
  expect((await browser.step(answer)).status).toBe(303);
  expect((await browser.step(answer)).status).toBe(400);
});

test('a login that takes longer than ten minutes has ended', async () => {
  const browser = new Browser();
  const answer = await until(browser, (await begin(home)).url, callback());
  home.later(11 * 60_000);
  expect((await browser.step(answer)).status).toBe(400);
});

test('where the provider says no, a page says so in a sentence, and nothing of the provider is repeated', async () => {
  upstream.refuse(true);
  const seen = await new Browser().open((await begin(home)).url);
  upstream.refuse(false);
  expect(seen.status).toBe(403);
  expect(seen.html).toContain('The &#60;Other&#62; did not log you in');
  expect(seen.html).not.toContain('the person said no');
});

test('nothing in an address sends the browser elsewhere', async () => {
  const browser = new Browser();
  const sent = await until(browser, (await begin(home)).url, upstream.url);
  const uid = new URL(sent).searchParams.get('state')?.split('.')[0];
  for (const path of [
    `/login/${uid}/with/https:%2F%2Fevil.example`,
    `/login/${uid}/with/evil`,
    `/login/callback/https:%2F%2Fevil.example?state=${uid}.x`,
    `/login//evil.example/done`,
  ]) {
    const seen = await browser.step(home.url + path);
    expect(seen.headers.get('location'), path).toBeNull();
    expect(seen.status, path).toBeGreaterThanOrEqual(400);
  }
});

test('without the development login its form is not there', async () => {
  const browser = new Browser();
  const sent = await until(browser, (await begin(home)).url, upstream.url);
  const uid = new URL(sent).searchParams.get('state')?.split('.')[0];
  const form = { email: 'a@example.com' };
  expect((await browser.open(`${home.url}/login/${uid}/development`, form)).status).toBe(404);
});

test('the store holds neither the state nor the secret of the cookie', async () => {
  const browser = new Browser();
  const sent = await until(browser, (await begin(home)).url, upstream.url);
  const kept = JSON.stringify(
    await home.service.documents.query({ collection: logins, limit: 100 }),
  );
  const cookies = browser.cookies.filter(({ name }) => name.startsWith('login_'));
  expect(cookies).toHaveLength(1);
  for (const { value } of cookies) expect(kept).not.toContain(value);
  expect(kept).not.toContain(new URL(sent).searchParams.get('state'));
});

test('with several ways in, the page lists them', async () => {
  const { url: issuer } = upstream;
  const several = await authHome({
    loginProviders: () => [{ id: 'upstream', name: 'The <Other>', issuer, clientId, clientSecret }],
  });
  const seen = await new Browser().open((await begin(several)).url);
  expect(seen.html).toContain('Log in with The &#60;Other&#62;');
  expect(seen.html).toContain('name="email"');
  await several.close();
});

test('a provider that does not answer gives a page that names it', async () => {
  const gone = { id: 'gone', name: 'Gone', issuer: 'http://127.0.0.1:9', clientId, clientSecret };
  const alone = await authHome({ development: false, loginProviders: () => [gone] });
  const seen = await new Browser().open((await begin(alone)).url);
  expect(seen.status).toBe(503);
  expect(seen.html).toContain('Gone cannot be reached');
  await alone.close();
});
