// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { givenAccess } from './given.ts';
import { inClusterAccess } from './in-cluster.ts';
import { readKubeconfigs } from './kubeconfig.ts';

const folder = mkdtempSync(join(tmpdir(), 'enforce-kubeconfig-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, config: object): string {
  const file = join(folder, name);
  writeFileSync(file, stringify(config), { mode: 0o700 });
  return file;
}
const config = (user: object, cluster: object = {}) => ({
  clusters: [{ name: 'c', cluster: { server: 'https://c.example:6443/', ...cluster } }],
  users: [{ name: 'u', user }],
  contexts: [{ name: 'x', context: { cluster: 'c', user: 'u', namespace: 'team' } }],
  'current-context': 'x',
});

test('a context names the server, its authority, the namespace and the user', async () => {
  writeFileSync(join(folder, 'ca.pem'), 'authority');
  const kubeconfig = written(
    'plain',
    config({ token: 'secret' }, { 'certificate-authority': 'ca.pem', 'tls-server-name': 'api' }),
  );
  const access = await givenAccess({ kubeconfig });
  expect(access).toMatchObject({
    server: 'https://c.example:6443',
    context: 'x',
    namespace: 'team',
    ca: 'authority',
    serverName: 'api',
    insecure: false,
  });
  expect(await access.credential()).toEqual({ authorization: 'Bearer secret' });
});

test('of several files the first that has an entry counts, and the context may stand in another', async () => {
  const first = written('first', { users: [{ name: 'u', user: { token: 'first' } }] });
  const second = written('second', config({ token: 'second' }));
  const joined = await readKubeconfigs([first, join(folder, 'absent'), second]);
  expect(joined.current).toBe('x');
  expect(joined.users.get('u')?.token).toBe('first');
});

test('a certificate and its key are shown, from the file itself or from beside it', async () => {
  writeFileSync(join(folder, 'client.key'), 'key');
  const data = Buffer.from('certificate').toString('base64');
  const user = { 'client-certificate-data': data, 'client-key': 'client.key' };
  const access = await givenAccess({ kubeconfig: written('client', config(user)) });
  expect(await access.credential()).toEqual({ certificate: { cert: 'certificate', key: 'key' } });
});

test.each([
  ['a context that is not there', {}, {}, 'other', 'the kubeconfig has no context other'],
  ['a server without TLS', {}, { server: 'http://c' }, 'x', 'has no https:// server'],
  ['a proxy', {}, { 'proxy-url': 'http://p' }, 'x', 'behind a proxy, which is not supported'],
  ['an auth-provider', { 'auth-provider': { name: 'gcp' } }, {}, 'x', 'kubectl itself takes exec'],
])(
  '%s is refused, with the file and the next command',
  async (name, user, cluster, context, said) => {
    const kubeconfig = written(name, config(user, cluster));
    await expect(givenAccess({ kubeconfig, context })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining(said),
      place: kubeconfig,
      next: 'kubectl config get-contexts',
    });
  },
);

/** A plugin that counts its runs and gives a token with that number. */
function counting(name: string, status: string, more = '') {
  const counter = join(folder, `${name}.count`);
  const file = join(folder, name);
  const answer = `{"apiVersion":"$API","kind":"ExecCredential","status":${status}}`;
  const lines = [
    '#!/bin/sh',
    `echo >> ${counter}`,
    `N=$(wc -l < ${counter} | tr -d ' ')`,
    more,
    `cat <<END\n${answer}\nEND`,
  ];
  writeFileSync(file, lines.join('\n'), { mode: 0o700 });
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: `./${name}`,
    env: [{ name: 'API', value: 'client.authentication.k8s.io/v1' }],
  };
  return { exec, runs: () => readFileSync(counter, 'utf8').length };
}

test('a plugin is run once for all who ask, and again after its credential was refused', async () => {
  const { exec, runs } = counting('forever', '{"token":"token-$N"}');
  const access = await givenAccess({ kubeconfig: written('exec', config({ exec })) });
  const shown = await Promise.all([1, 2, 3].map(() => access.credential()));
  expect(shown).toEqual(Array(3).fill({ authorization: 'Bearer token-1' }));
  access.refused();
  expect(await access.credential()).toEqual({ authorization: 'Bearer token-2' });
  expect(runs()).toBe(2);
});

test('a plugin is run again when what it gave is about to end', async () => {
  const soon = new Date(Date.now() + 10_000).toISOString();
  const { exec } = counting('soon', `{"token":"token-$N","expirationTimestamp":"${soon}"}`);
  const access = await givenAccess({ kubeconfig: written('exec-soon', config({ exec })) });
  await access.credential();
  expect(await access.credential()).toEqual({ authorization: 'Bearer token-2' });
});

test('a plugin is told the cluster if it wants to be', async () => {
  const { exec } = counting(
    'told',
    '{"token":"t"}',
    `echo "$KUBERNETES_EXEC_INFO" > ${folder}/info`,
  );
  const user = { exec: { ...exec, provideClusterInfo: true } };
  const access = await givenAccess({ kubeconfig: written('exec-told', config(user)) });
  await access.credential();
  expect(JSON.parse(readFileSync(join(folder, 'info'), 'utf8'))).toMatchObject({
    kind: 'ExecCredential',
    spec: { interactive: false, cluster: { server: 'https://c.example:6443/' } },
  });
});

test.each([
  ['says nothing', '{}', '', 'gave neither a token nor a certificate'],
  ['fails', '{}', 'exit 3', "the kubeconfig's plugin failed"],
])('a plugin that %s gives no access, and is asked again', async (name, status, more, said) => {
  const { exec, runs } = counting(name.replace(' ', '-'), status, more);
  const access = await givenAccess({ kubeconfig: written(`exec-${name}`, config({ exec })) });
  for (const run of [1, 2]) {
    await expect(access.credential()).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringContaining(said),
    });
    expect(runs()).toBe(run);
  }
});

test("a pod shows its service account's token, which is read again after it was refused", async () => {
  for (const [name, text] of [
    ['ca.crt', 'authority'],
    ['namespace', 'gulfstream\n'],
    ['token', 'one\n'],
  ] as const) {
    writeFileSync(join(folder, name), text);
  }
  const access = await inClusterAccess(folder);
  expect(access).toMatchObject({ namespace: 'gulfstream', ca: 'authority', context: undefined });
  expect(await access.credential()).toEqual({ authorization: 'Bearer one' });
  writeFileSync(join(folder, 'token'), 'two\n');
  access.refused();
  expect(await access.credential()).toEqual({ authorization: 'Bearer two' });
});
