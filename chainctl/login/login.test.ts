// SPDX-License-Identifier: Apache-2.0
import { createServer } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { Browser, field } from '../../test/fixtures/auth/browser.ts';
import { type Issuer, issuer } from '../../test/fixtures/auth/issuer.ts';
import { type Listening, listening } from '../../test/fixtures/auth/listening.ts';
import {
  type TestHome,
  type Typing,
  type Typist,
  testHome,
  typist,
} from '../../test/fixtures/chainctl/typist.ts';

let home: TestHome;
let ci: Issuer;
let ada: Typist;
let group: string;
let machine: string;
let someone: Typist;
beforeAll(async () => {
  home = await testHome();
  ci = await issuer();
  ada = await typist(home, 'ada@example.com');
  const made = await ada.get('iam', 'groups', 'create', 'acme', '--no-parent', '-y', '-o', 'id');
  group = made.trim();
  const match = ['--identity-issuer', ci.url, '--subject', 'repo:acme/app:ref:refs/heads/main'];
  const create = ['iam', 'identities', 'create', 'ci', '--group', 'acme', '--role', 'viewer'];
  machine = (await ada.get(...create, ...match, '-o', 'id')).trim();
});
afterAll(async () => {
  await ada.leave();
  await ci.close();
  await home.close();
});
beforeEach(async () => {
  someone = await typist(home);
});
afterEach(() => someone.leave());

const valid = (said: { code: number; out: string }) =>
  expect(said).toMatchObject({ code: 0, out: expect.stringMatching(/^Valid! Id: [0-9a-f/]+\n$/) });

const devToken = async (email: string): Promise<string> => {
  const body = new URLSearchParams({ email });
  return (await fetch(`${home.url}/dev/token`, { method: 'POST', body })).text();
};

/** Types the command, and does something once when its talk holds what the expression finds. */
async function typing(args: string[], options: Typing, found: RegExp, act: Act) {
  let acted: Promise<void> | undefined;
  const heard = (talk: string) => {
    const match = found.exec(talk);
    if (match?.[1] !== undefined) acted ??= act(match[1]);
  };
  const said = await someone.type(args, { ...options, heard });
  await acted;
  return said;
}
type Act = (found: string) => Promise<void>;

/** A person who logs in at the development login's page. */
async function person(browser: Browser, url: string): Promise<string> {
  const asked = await browser.open(url);
  const form = { email: 'grace@example.com', xsrf: field(asked.html, 'xsrf') };
  return (await browser.open(`${asked.url}/development`, form)).url;
}

const address = /\n(http\S+)\n/;

test('the browser that $BROWSER names is opened, and comes back to a loopback port', async () => {
  const said = await typing(
    ['auth', 'login'],
    { env: { BROWSER: 'true' } },
    address,
    async (url) => {
      const back = await person(new Browser(), url);
      expect(back).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback\?/);
      expect(await (await fetch(back)).text()).toContain('Logged in');
    },
  );
  valid(said);
  expect(said.err).toContain('Authenticating...\nYour browser will now be opened to:\n');
  expect((await someone.type(['auth', 'status'])).out).toContain('grace@example.com');
});

test('an answer with another state is not taken, and nobody is logged in', async () => {
  const said = await typing(
    ['auth', 'login'],
    { env: { BROWSER: 'true' } },
    address,
    async (url) => {
      const back = new URL(await person(new Browser(), url));
      back.searchParams.set('state', 'another');
      expect((await fetch(back)).status).toBe(400);
    },
  );
  expect(said).toMatchObject({ code: 3, out: '' });
  expect(said.err).toContain('Error: the login was refused');
  expect((await someone.type(['auth', 'token'])).code).toBe(3);
});

test('a browser that cannot be opened is no end: the address is there to open', async () => {
  const env = { BROWSER: 'no-such-browser-here' };
  const said = await typing(['auth', 'login'], { env }, address, async (url) => {
    await fetch(await person(new Browser(), url));
  });
  valid(said);
  expect(said.err).toContain('No browser could be opened; open that address yourself.');
});

test.each([
  [
    'over SSH',
    ['auth', 'login'],
    { SSH_CONNECTION: '10.0.0.1 22', DISPLAY: ':0' },
    /is no browser/,
  ],
  ['with --headless', ['auth', 'login', '--headless'], { BROWSER: 'true' }, /Enter the verif/],
])('%s a code is shown to enter in a browser anywhere', async (_how, args, env, talk) => {
  const said = await typing(args, { env }, /code ([A-Z]{4}-[A-Z]{4}) in/, async (code) => {
    const browser = new Browser();
    const xsrf = field((await browser.open(`${home.url}/activate`)).html, 'xsrf');
    const form = { xsrf, user_code: code, confirm: 'yes' };
    await browser.open(`${home.url}/activate`, { xsrf, user_code: code });
    const login = await browser.open(`${home.url}/activate`, form);
    await browser.open(`${login.url}/development`, {
      email: 'grace@example.com',
      xsrf: field(login.html, 'xsrf'),
    });
  });
  valid(said);
  expect(said.err).toMatch(talk);
  expect(said.err).toContain('Code will be valid for 900 seconds');
});

test('a token of another issuer is taken from the flag, a file, or standard input', async () => {
  const token = await devToken('grace@example.com');
  valid(await someone.type(['auth', 'login', '--identity-token', token]));
  const file = await someone.file('token', `${token}\n`);
  valid(await someone.type(['auth', 'login', '--identity-token', file]));
  valid(await someone.type(['auth', 'login', '--identity-token', '-'], { input: token }));
  const none = await someone.type(['auth', 'login', '--identity-token', 'nothing']);
  expect(none).toMatchObject({ code: 1, out: '' });
  expect(none.err).toContain('neither an identity token nor a file that holds one');
});

test('a CI job becomes the machine identity that its token fits, and no other', async () => {
  const subject = 'repo:acme/app:ref:refs/heads/main';
  const login = ['auth', 'login', '--identity', machine, '--identity-token', '-'];
  const input = await ci.token({ sub: subject, aud: home.url });
  expect((await someone.type(login, { input })).out).toBe(`Valid! Id: ${machine}\n`);
  expect((await someone.type(['iam', 'groups', 'list'])).out).toContain('[acme]');
  const foreign = await ci.token({ sub: 'repo:acme/app:pull_request', aud: home.url });
  const refused = await someone.type(login, { input: foreign });
  expect(refused).toMatchObject({ out: '' });
  expect(refused.code).not.toBe(0);
  const bare = await someone.type(['auth', 'login', '--identity', machine]);
  expect(bare.err).toContain('becoming a machine identity needs a token of its issuer');
});

test('in GitHub Actions the job’s own token is asked for, made for us', async () => {
  const actions: Listening = await listening();
  const asked: (string | undefined)[] = [];
  actions.serve(async (request, response) => {
    const url = new URL(request.url ?? '/', actions.url);
    asked.push(url.searchParams.get('audience') ?? '', request.headers.authorization);
    const sub = 'repo:acme/app:ref:refs/heads/main';
    const value = await ci.token({ sub, aud: url.searchParams.get('audience') });
    response.end(JSON.stringify({ value }));
  });
  const env = {
    ACTIONS_ID_TOKEN_REQUEST_URL: `${actions.url}/token?api-version=2`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of-the-runner',
  };
  const said = await someone.type(['auth', 'login', '--identity', machine], { env });
  expect(said).toMatchObject({ code: 0, out: `Valid! Id: ${machine}\n` });
  expect(asked).toEqual([home.url, 'Bearer of-the-runner']);
  expect(said.err).not.toContain('of-the-runner');
  await actions.close();
  const gone = await someone.type(['auth', 'login', '--identity', machine], { env });
  expect(gone).toMatchObject({ code: 4, out: '' });
  expect(gone.err).toContain('permissions: { id-token: write }');
});

test('an invite code that is wrong joins nothing, and says so', async () => {
  const token = await devToken('grace@example.com');
  const login = ['auth', 'login', '--identity-token', token, '--invite-code'];
  const wrong = await someone.type([...login, 'eyJncnAiOiJ4In0']);
  expect(wrong.code).toBe(1);
  expect(wrong.out).toBe('');
  const invite = ['iam', 'invites', 'create', 'acme', '--role', 'viewer', '--single-use'];
  const code = (await ada.get(...invite)).trim();
  expect((await someone.type([...login, code])).err).toContain(`Joined ${group} as viewer.`);
});

test('logging out forgets the tokens here, and ends the login at the platform', async () => {
  let refresh = '';
  await typing(['auth', 'login'], { env: { BROWSER: 'true' } }, address, async (url) => {
    await fetch(await person(new Browser(), url));
  });
  const { credentialStore } = await import('../credentials.ts');
  refresh = (await credentialStore(home.url, { HOME: someone.folder }).read())?.refreshToken ?? '';
  expect(refresh).not.toBe('');
  expect((await someone.type(['auth', 'logout'])).err).toBe('Logged out.\n');
  expect((await someone.type(['auth', 'status'])).code).toBe(3);
  const answer = await fetch(`${home.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: refresh,
      client_id: 'chainctl',
    }),
  });
  expect(await answer.json()).toMatchObject({ error: 'invalid_grant' });
  expect((await someone.type(['auth', 'logout'])).err).toBe('Nobody was logged in.\n');
});

test('a platform that does not answer is told from one that says no', async () => {
  const server = createServer().listen(0);
  const at = server.address();
  const port = typeof at === 'object' && at !== null ? at.port : 0;
  await new Promise((resolve) => server.close(resolve));
  const nowhere = `http://localhost:${port}`;
  const said = await someone.type(['--issuer', nowhere, 'auth', 'login', '--headless']);
  expect(said).toMatchObject({ code: 4, out: '' });
  expect(said.err).toContain(`Error: ${nowhere} does not answer`);
});
