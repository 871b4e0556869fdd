// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  identityToken,
  type Person,
  personAt,
  type RunningHome,
  startHome,
} from '../fixtures/story/running-home.ts';

let data: string;
let home: RunningHome;
let person: Person;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'enforce-story-'));
  home = await startHome(data);
  person = await personAt(home);
});
afterAll(async () => {
  await person?.leave();
  await home?.stop();
  await rm(data, { recursive: true, force: true, maxRetries: 10 });
});

test('whoever is not logged in is told how, and the exit code says so too', async () => {
  const { code, out, err } = await person.chainctl(['iam', 'groups', 'list']);
  expect({ code, out }).toEqual({ code: 3, out: '' });
  expect(err).toBe('Error: you are not logged in\nTry: chainctl auth login\n');
});

test('the downloaded chainctl knows its home, logs in with a token, and creates a group there', async () => {
  const token = await identityToken(home, 'ada@example.com');
  const login = await person.chainctl(['auth', 'login', '--identity-token', '-'], { input: token });
  expect(login.out).toMatch(/^Valid! Id: [0-9a-f]{40}\n$/);

  const create = ['iam', 'groups', 'create', 'tutorial-group', '--no-parent'];
  const made = await person.chainctl(create, { input: 'y\n' });
  expect(made.err).toBe('Continue? [Y,n]: ');
  const [headers, rule, row] = made.out.split('\n');
  expect(headers?.trim()).toMatch(/^ID +\| +NAME +\| DESCRIPTION$/);
  expect(rule).toMatch(/^-{43}\+-{16}\+-{14}$/);
  expect(row).toMatch(/^ {2}[0-9a-f]{40} \| tutorial-group \|$/);
});

test('a no creates nothing, and no answer at all asks for --yes', async () => {
  const create = ['iam', 'groups', 'create', 'another', '--no-parent'];
  expect((await person.chainctl(create, { input: 'n\n' })).err).toContain('Nothing was created.');
  const unanswered = await person.chainctl(create);
  expect(unanswered.code).toBe(1);
  expect(unanswered.err).toContain('--yes');
  const { out } = await person.chainctl(['iam', 'groups', 'list', '-o', 'json']);
  expect(JSON.parse(out)).toMatchObject({ items: [{ name: 'tutorial-group' }] });
});

test('tokens lie in files that nobody else may read', async () => {
  const where = home.url.replaceAll(/[/:]/g, '-');
  const folder = join(person.folder, '.cache', 'chainguard', where);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect((await stat(join(folder, 'oidc-token'))).mode & 0o777).toBe(0o600);
});
