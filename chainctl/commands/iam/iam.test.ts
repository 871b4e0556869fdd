// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type TestHome,
  type Typist,
  testHome,
  typist,
} from '../../../test/fixtures/chainctl/typist.ts';

let home: TestHome;
let ada: Typist;
let bob: Typist;
let group: string;
beforeAll(async () => {
  home = await testHome();
  ada = await typist(home, 'ada@example.com');
  bob = await typist(home, 'bob@example.com');
  const made = await ada.get('iam', 'groups', 'create', 'acme', '--no-parent', '-y', '-o', 'id');
  group = made.trim();
});
afterAll(async () => {
  await ada.leave();
  await bob.leave();
  await home.close();
});

const json = async (who: Typist, ...args: string[]) =>
  JSON.parse(await who.get(...args, '-o', 'json'));

test('a group is described, renamed, shown in each form, and named by its name or id', async () => {
  await ada.get('iam', 'groups', 'create', 'team', '--parent', 'acme', '-y', '-d', 'a team');
  expect(await ada.get('iam', 'groups', 'list')).toMatch(/\[acme\]\n└── .* \[team\] a team\n$/);
  expect(await json(ada, 'iam', 'group', 'describe', 'team')).toMatchObject({ name: 'team' });
  const { id } = await json(ada, 'iam', 'groups', 'update', 'team', '-n', 'crew');
  expect(await ada.get('iam', 'groups', 'describe', id, '-o', 'url')).toBe(
    `${home.url}/groups/${id}\n`,
  );
  expect(await ada.get('iam', 'groups', 'ls', '-o', 'wide')).toContain('CREATED');
  expect((await ada.type(['iam', 'groups', 'update', 'crew'])).err).toContain('say what to change');
});

test('two groups of one name are told apart by their ids', async () => {
  for (const parent of ['acme', 'crew']) {
    await ada.get('iam', 'groups', 'create', 'twin', '--parent', parent, '-y');
  }
  const { code, err } = await ada.type(['iam', 'groups', 'delete', 'twin', '-y']);
  expect(code).toBe(1);
  expect(err).toMatch(/2 are called "twin"; name one by its id(\n {2}[0-9a-f/]{57,74}){2}\n/);
});

test('a group that holds something is not deleted, and what it holds is named', async () => {
  const { code, err } = await ada.type(['iam', 'groups', 'delete', 'crew', '-y']);
  expect(code).toBe(1);
  expect(err).toContain('twin');
});

test('an invite’s code is data, how to redeem it is talk', async () => {
  const made = await ada.type(['iam', 'invite', 'create', 'acme', '--role', 'viewer']);
  expect(made.out).toMatch(/^eyJ[\w-]+\n$/);
  expect(made.err).toContain('chainctl auth login --invite-code CODE');
  expect(made.err).not.toContain(made.out.trim());
  const listed = await ada.get('iam', 'invites', 'list', 'acme');
  expect(listed).toMatch(/ID +\| +EXPIRATION +\| +KEYID +\| +ROLE/);
  expect(listed).not.toContain(made.out.trim());
});

test('whoever brings the code joins; who is not invited sees nothing', async () => {
  expect((await bob.type(['iam', 'groups', 'list'])).out).toBe('');
  const { code } = await json(
    ada,
    'iam',
    'invites',
    'create',
    'acme',
    '--role',
    'viewer',
    '--single-use',
    '--ttl',
    '1h',
  );
  const body = new URLSearchParams({ email: 'bob@example.com' });
  const token = await (await fetch(`${home.url}/dev/token`, { method: 'POST', body })).text();
  const login = ['auth', 'login', '--identity-token', '-', '--invite-code', code];
  const joined = await bob.type(login, { input: token });
  expect(joined.err).toContain(`Joined ${group} as viewer.`);
  expect(await bob.get('iam', 'groups', 'list')).toContain('[acme]');
});

test('invites are deleted by id, or all that have expired', async () => {
  const { id } = await json(ada, 'iam', 'invites', 'create', 'acme', '--role', 'editor');
  expect(await ada.get('iam', 'invites', 'delete', id, '-y')).toBe(`Deleted invite ${id}\n`);
  const later = Date.now() + 200 * 3_600_000;
  const gone = await ada.type(['iam', 'invites', 'rm', '--expired', '-y'], { now: later });
  expect(gone.out).toMatch(/^Deleted invite/);
  expect((await ada.type(['iam', 'invites', 'rm'])).err).toContain('name the invites by their ids');
});

test.each([
  ['--ttl', 'soon', 'is not a duration'],
  ['--role', 'king', 'there is no role called "king"'],
])('%s %s is refused with the reason', async (flag, value, reason) => {
  const usual = flag === '--role' ? [] : ['--role', 'viewer'];
  const { code, err } = await ada.type(['iam', 'invites', 'create', 'acme', ...usual, flag, value]);
  expect(code).toBe(1);
  expect(err).toContain(reason);
});

test('without a terminal a missing role is named, not asked for', async () => {
  const { err } = await ada.type(['iam', 'invites', 'create', 'acme']);
  expect(err).toBe('Error: name the role: its name or id\nTry: chainctl iam roles list\n');
});

test('a role is made of capabilities, changed, given, taken away and deleted', async () => {
  await ada.get(
    'iam',
    'roles',
    'create',
    'auditor',
    '--parent',
    'acme',
    '--capabilities',
    'events.list,policy.list',
  );
  await ada.get(
    'iam',
    'roles',
    'update',
    'auditor',
    '--add-capabilities',
    'groups.list',
    '--remove-capabilities',
    'policy.list',
  );
  expect((await json(ada, 'iam', 'roles', 'list', 'auditor')).items[0].capabilities).toEqual([
    'events.list',
    'groups.list',
  ]);
  const { identity } = await json(bob, 'auth', 'status');
  const bound = ['--identity', identity, '--role', 'auditor', '--group', 'acme'];
  const { id } = await json(ada, 'iam', 'role-bindings', 'create', ...bound);
  expect(await ada.get('iam', 'role-bindings', 'ls')).toMatch(/bob@example\.com +\| auditor/);
  expect((await bob.type(['events', 'list', 'acme'])).code).toBe(0);
  expect((await ada.type(['iam', 'roles', 'delete', 'auditor', '-y'])).code).toBe(1);
  await ada.get('iam', 'role-bindings', 'update', id, '--role', 'editor');
  await ada.get('iam', 'role-bindings', 'delete', id, '-y');
  expect((await bob.type(['events', 'list', 'acme'])).code).toBe(1);
  expect(await ada.get('iam', 'roles', 'delete', 'auditor', '-y')).toMatch(/^Deleted role/);
});

test('a capability that is none is named', async () => {
  const create = [
    'iam',
    'roles',
    'create',
    'x',
    '--parent',
    'acme',
    '--capabilities',
    'policy.list,fly',
  ];
  expect((await ada.type(create)).err).toContain('there is no capability fly');
  expect(await ada.get('iam', 'roles', 'capabilities', 'list')).toContain('policy.create\n');
});

test('a workflow of GitHub gets an identity with one command, by branch or for all of them', async () => {
  const main = ['--github-repo', 'acme/app.js', '--github-ref', 'refs/heads/main'];
  await ada.get(
    'iam',
    'identities',
    'create',
    'github',
    'deploy',
    ...main,
    '--group',
    'acme',
    '--role',
    'viewer',
  );
  await ada.get(
    'iam',
    'identities',
    'create',
    'github',
    'any',
    '--github-repo',
    'acme/app.js',
    '--group',
    'acme',
  );
  const own = 'https://git.example.com/_services/token';
  const exact = ['--github-repo', 'acme@12/app@34', '--group', 'acme', '--github-issuer', own];
  await ada.get('iam', 'identities', 'create', 'github', 'exact any', ...exact);
  const tagged = [...exact, '--github-ref', 'refs/tags/v1'];
  await ada.get('iam', 'identities', 'create', 'github', 'exact tag', ...tagged);
  const { items } = await json(ada, 'iam', 'identities', 'list', '--group', 'acme');
  const subjects = items.map(({ claimMatch }: { claimMatch: object }) => claimMatch);
  const issuer = 'https://token.actions.githubusercontent.com';
  const repo = 'repo:acme(@\\d+)?/app\\.js(@\\d+)?:';
  expect(subjects).toContainEqual({ issuer, subjectPattern: `${repo}ref:refs/heads/main` });
  expect(subjects).toContainEqual({ issuer, subjectPattern: `${repo}.*` });
  const pinned = { issuer: own, subjectPattern: 'repo:acme\\@12/app\\@34:.*' };
  expect(subjects).toContainEqual(pinned);
  expect(subjects).toContainEqual({ issuer: own, subject: 'repo:acme@12/app@34:ref:refs/tags/v1' });
  expect(await ada.get('iam', 'role-bindings', 'list')).toMatch(/deploy +\| viewer/);
  for (const wrong of ['acme', 'acme/app/x', 'acme@12/app', 'acme/app@x', 'acme/.*@1']) {
    const create = ['iam', 'identities', 'create', 'github', 'x', '--group', 'acme'];
    const { code, err } = await ada.type([...create, '--github-repo', wrong]);
    expect(code, wrong).toBe(1);
    expect(err).toContain('is not owner/repository');
  }
});

test('a job of GitLab gets one too, and any other issuer by its claims', async () => {
  const project = ['--project-path', 'acme/app', '--ref', 'main', '--group', 'acme'];
  await ada.get('iam', 'identities', 'create', 'gitlab', 'pipeline', ...project);
  expect((await json(ada, 'iam', 'identity', 'view', 'pipeline')).claimMatch).toEqual({
    issuer: 'https://gitlab.com',
    subject: 'project_path:acme/app:ref_type:branch:ref:main',
  });
  const match = [
    '--identity-issuer',
    'https://ci.example.com',
    '--subject',
    'job',
    '--claim',
    'team=red',
  ];
  await ada.get('iam', 'identities', 'create', 'robot', '--group', 'acme', ...match);
  await ada.get('iam', 'identities', 'update', 'robot', '-n', 'robot two');
  expect(await json(ada, 'iam', 'identity', 'describe', 'robot two')).toMatchObject({
    claimMatch: { issuer: 'https://ci.example.com', subject: 'job', claims: { team: 'red' } },
  });
  expect(await ada.get('iam', 'identities', 'delete', 'robot two', '-y')).toMatch(
    /^Deleted identity/,
  );
});
