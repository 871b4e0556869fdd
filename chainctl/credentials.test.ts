// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { logIn } from '../test/fixtures/auth/chainctl.ts';
import { type TestHome, type Typist, testHome, typist } from '../test/fixtures/chainctl/typist.ts';
import { type CredentialStore, credentialStore } from './credentials.ts';

let home: TestHome;
let ada: Typist;
let store: CredentialStore;
let folder: string;
beforeAll(async () => {
  home = await testHome();
  ada = await typist(home, 'ada@example.com');
  store = credentialStore(home.url, { HOME: ada.folder });
  folder = join(ada.folder, '.cache', 'chainguard', home.url.replaceAll(/[/:]/g, '-'));
});
afterAll(async () => {
  await ada.leave();
  await home.close();
});

/** A token that ended an hour ago, as far as anybody can see who does not ask the platform. */
const ended = (): string => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / 1000) - 3600;
  return `${part({ alg: 'ES256' })}.${part({ iss: home.url, sub: 'x', exp })}.AA`;
};

/** A login whose access token has ended, and whose refresh token is good. */
async function endedLogin(): Promise<void> {
  const { tokens } = await logIn(home, 'ada@example.com');
  await store.write({ accessToken: ended(), refreshToken: tokens.refresh_token ?? '' });
}
beforeEach(endedLogin);

/** chainctl as a process of its own. */
function chainctl(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const where = ['--api', home.url, '--issuer', home.url, '--audience', home.url];
  const env = { HOME: ada.folder, PATH: process.env['PATH'] };
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [main, ...where, ...args],
      { env },
      (_error, out, err) => resolve({ code: child.exitCode ?? -1, out, err }),
    );
  });
}

test('an access token that has ended is renewed, and nobody notices', async () => {
  expect(await ada.type(['auth', 'status'])).toMatchObject({ code: 0, err: '' });
  expect((await store.read())?.accessToken).not.toBe(ended());
});

test('processes that find it ended at the same time do not lose the login', async () => {
  for (let round = 0; round < 2; round += 1) {
    const said = await Promise.all([1, 2, 3].map(() => chainctl('auth', 'status', '-o', 'id')));
    expect(said.map(({ code, err }) => ({ code, err }))).toEqual(
      Array.from({ length: 3 }, () => ({ code: 0, err: '' })),
    );
    const known = await store.read();
    expect(known?.refreshToken).toEqual(expect.any(String));
    await store.write({ ...known, accessToken: ended() });
  }
});

test('a lock that a killed process left is taken over', async () => {
  const lock = join(folder, 'lock');
  await writeFile(lock, '');
  const long = new Date(Date.now() - 60_000);
  await utimes(lock, long, long);
  expect(await ada.type(['auth', 'status'])).toMatchObject({ code: 0, err: '' });
  expect(await readdir(folder)).not.toContain('lock');
});

test('a refresh token that counts no more ends the login, and says how to begin another', async () => {
  await store.write({ accessToken: ended(), refreshToken: 'nothing' });
  const { code, out, err } = await ada.type(['iam', 'groups', 'list']);
  expect({ code, out }).toEqual({ code: 3, out: '' });
  expect(err).toBe('Error: the login has ended\nTry: chainctl auth login\n');
});

test('without a refresh token the end of the access token is the end of the login', async () => {
  await store.write({ accessToken: ended() });
  expect((await ada.type(['auth', 'status', '--quick'])).code).toBe(3);
  expect((await ada.type(['auth', 'token'])).code).toBe(3);
});

test('tokens are in files for their owner alone, each written whole or not at all', async () => {
  for (const name of ['oidc-token', 'refresh-token']) {
    expect((await stat(join(folder, name))).mode & 0o777, name).toBe(0o600);
  }
  await chmod(join(folder, 'oidc-token'), 0o644);
  await store.write({ accessToken: 'new' });
  expect((await stat(join(folder, 'oidc-token'))).mode & 0o777).toBe(0o600);
  expect((await readdir(folder)).sort()).toEqual(['oidc-token']);
});

test('each audience has tokens of its own, and its name cannot lead out of the folder', async () => {
  const other = credentialStore('../../elsewhere', { HOME: ada.folder });
  await other.write({ accessToken: 'other' });
  const path = join(ada.folder, '.cache', 'chainguard', '..-..-elsewhere', 'oidc-token');
  expect(await readFile(path, 'utf8')).toBe('other');
  expect((await store.read())?.accessToken).not.toBe('other');
});

test('what XDG_CACHE_HOME names is where tokens are', async () => {
  const base = join(ada.folder, 'elsewhere');
  await mkdir(base);
  await credentialStore('aud', { XDG_CACHE_HOME: base }).write({ accessToken: 'x' });
  expect(await readdir(dirname(join(base, 'chainguard', 'aud')))).toEqual(['aud']);
});
