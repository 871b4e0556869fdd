// SPDX-License-Identifier: Apache-2.0
import { decodeJwt } from 'jose';
import * as oidc from 'openid-client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Browser, field } from '../../test/fixtures/auth/browser.ts';
import { client } from '../../test/fixtures/auth/chainctl.ts';
import { authHome, type Home } from '../../test/fixtures/auth/home.ts';

let home: Home;
beforeEach(async () => {
  home = await authHome();
});
afterEach(() => home.close());

async function ask() {
  const configuration = await client(home);
  const scope = 'openid email offline_access';
  const device = await oidc.initiateDeviceAuthorization(configuration, { scope });
  const poll = () =>
    fetch(`${home.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        device_code: device.device_code,
        client_id: 'chainctl',
      }),
    }).then((answer) => answer.json());
  return { device, poll };
}

/** Enters the code and shows the page that asks whether it is right. */
async function enter(browser: Browser, code: string) {
  const shown = await browser.open(`${home.url}/activate`);
  const xsrf = field(shown.html, 'xsrf');
  const asked = await browser.open(`${home.url}/activate`, { xsrf, user_code: code });
  const answer = (more: Record<string, string>) =>
    browser.open(`${home.url}/activate`, { xsrf, user_code: code, ...more });
  return { asked, answer };
}

test('a code entered and confirmed in a browser logs the device in', async () => {
  const { device, poll } = await ask();
  expect(device.user_code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
  expect(device).toMatchObject({ expires_in: 900, verification_uri: `${home.url}/activate` });
  expect(await poll()).toMatchObject({ error: 'authorization_pending' });
  const browser = new Browser();
  const { asked, answer } = await enter(browser, device.user_code.toLowerCase());
  expect(asked.html).toContain('Is this your login?');
  const login = await answer({ confirm: 'yes' });
  expect(await poll()).toMatchObject({ error: 'authorization_pending' });
  const done = await browser.open(`${login.url}/development`, { email: 'dev@example.com' });
  expect(done.html).toContain('Go back to your terminal');
  const tokens = await poll();
  expect(decodeJwt(tokens.access_token)).toMatchObject({ email: 'dev@example.com', aud: home.url });
  expect(tokens.refresh_token).toEqual(expect.any(String));
  expect(await poll()).toMatchObject({ error: 'invalid_grant' });
});

test('the complete address fills the code in, and sends nothing by itself', async () => {
  const { device } = await ask();
  const shown = await new Browser().open(device.verification_uri_complete ?? '');
  expect(shown.html).toContain(`value="${device.user_code}"`);
  expect(shown.html).not.toContain('<script');
  const hostile = await new Browser().open(`${home.url}/activate?user_code=%22%3E%3Cscript%3E`);
  expect(hostile.html).not.toContain('<script');
});

test('whoever says no ends the login', async () => {
  const { device, poll } = await ask();
  const { answer } = await enter(new Browser(), device.user_code);
  expect((await answer({ abort: 'yes' })).html).toContain('That login was stopped');
  expect(await poll()).toMatchObject({ error: 'access_denied' });
});

test('one browser may log two devices in, as two people', async () => {
  const browser = new Browser();
  for (const email of ['first@example.com', 'second@example.com']) {
    const { device, poll } = await ask();
    const { answer } = await enter(browser, device.user_code);
    const login = await answer({ confirm: 'yes' });
    await browser.open(`${login.url}/development`, { email });
    expect(decodeJwt((await poll()).access_token)['email']).toBe(email);
  }
});

test('a form from elsewhere confirms nothing: it lacks what our page gave this browser', async () => {
  const { device, poll } = await ask();
  const victim = new Browser();
  await victim.open(`${home.url}/activate`);
  const form = { xsrf: 'guessed', user_code: device.user_code, confirm: 'yes' };
  const seen = await victim.open(`${home.url}/activate`, form);
  expect(seen.url).toBe(`${home.url}/activate`);
  expect(await poll()).toMatchObject({ error: 'authorization_pending' });
});

test('a wrong code and an expired one get the same answer', async () => {
  const { device, poll } = await ask();
  const wrong = await enter(new Browser(), 'BBBB-BBBB');
  home.later(901_000);
  const late = await enter(new Browser(), device.user_code);
  expect(wrong.asked.html).toContain('That code does not count');
  expect(late.asked.html).toContain('That code does not count');
  expect((await poll()).error).toMatch(/invalid_grant|expired_token/);
});

test('codes cannot be guessed by trying: after twenty in a minute an address has to wait', async () => {
  const browser = new Browser();
  for (let count = 0; count < 20; count += 1) await enter(browser, 'BBBB-BBBB');
  const { device } = await ask();
  const refused = await enter(browser, device.user_code);
  expect(refused.asked.status).toBe(429);
  expect(refused.asked.html).toContain('Wait a minute');
  home.later(60_001);
  expect((await enter(browser, device.user_code)).asked.html).toContain('Is this your login?');
});
