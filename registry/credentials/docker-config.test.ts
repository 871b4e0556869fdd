// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dockerKeychain } from './docker-config.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'enforce-docker-'));
});
afterEach(() => rm(folder, { recursive: true }));

const keychain = () => dockerKeychain({ DOCKER_CONFIG: folder, PATH: `${folder}:/usr/bin:/bin` });
const configure = (config: unknown) =>
  writeFile(join(folder, 'config.json'), JSON.stringify(config));
/** A credential helper that writes down what it was asked. */
const helper = (name: string, script: string) =>
  writeFile(
    join(folder, `docker-credential-${name}`),
    `#!/bin/sh\nread -r server; echo "$1 $server" >> ${folder}/asked\n${script}\n`,
    { mode: 0o755 },
  );
const asked = () => readFile(join(folder, 'asked'), 'utf8');
const answer = (username: string, secret: string) =>
  `echo '${JSON.stringify({ ServerURL: 'x', Username: username, Secret: secret })}'`;

test('without a file there are no credentials', async () => {
  expect(await keychain()('ghcr.io/acme/app')).toBeUndefined();
});

test('what docker login wrote is shown to that registry alone', async () => {
  const auth = Buffer.from('alice:secret').toString('base64');
  await configure({ auths: { 'ghcr.io': { auth }, 'https://index.docker.io/v1/': { auth } } });
  const credential = { kind: 'basic', username: 'alice', password: 'secret' };
  expect(await keychain()('ghcr.io/acme/app')).toEqual(credential);
  expect(await keychain()('index.docker.io/library/busybox')).toEqual(credential);
  expect(await keychain()('quay.io/acme/app')).toBeUndefined();
});

test('a registry’s own helper is asked, once, and a token from it is one for the token service', async () => {
  await helper('own', answer('<token>', 'refresh'));
  await configure({ credHelpers: { 'ghcr.io': 'own' }, credsStore: 'absent' });
  const find = keychain();
  expect(await find('ghcr.io/acme/app')).toEqual({ kind: 'identity', token: 'refresh' });
  await find('ghcr.io/acme/other');
  expect(await asked()).toBe('get ghcr.io\n');
});

test('the store for all is asked for the others, for Docker Hub by its old URL', async () => {
  await helper('all', answer('alice', 'secret'));
  await configure({ credsStore: 'all', auths: { 'index.docker.io': {} } });
  expect(await keychain()('index.docker.io/library/busybox')).toMatchObject({ username: 'alice' });
  expect(await asked()).toBe('get https://index.docker.io/v1/\n');
});

test('a store that knows nothing leaves it to the file', async () => {
  await helper('all', "echo 'credentials not found in native keychain'; exit 1");
  const auth = Buffer.from('alice:secret').toString('base64');
  await configure({ credsStore: 'all', auths: { 'ghcr.io': { auth } } });
  expect(await keychain()('ghcr.io/acme/app')).toMatchObject({ username: 'alice' });
  expect(await keychain()('quay.io/acme/app')).toBeUndefined();
});

test.each([
  ['fails', 'echo top secret; exit 3', 'it ended with 3'],
  ['babble', 'echo top secret', 'its answer is none'],
  ['absent', '', 'it cannot be run'],
  ['../evil', '', 'that is no name of a program'],
])(
  'the helper %s is named with what it did, never with what it said',
  async (name, script, why) => {
    if (script !== '') await helper(name, script);
    await configure({ credsStore: name });
    const failure = await keychain()('ghcr.io/acme/app').catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'FAILED_PRECONDITION' });
    expect(String(failure)).toContain(why);
    expect(String(failure)).not.toContain('top secret');
  },
);

test.each(['{', '[]', '{"auths":{"ghcr.io":"secret"}}'])(
  'a file that holds %s is named, and nothing that it holds',
  async (text) => {
    await writeFile(join(folder, 'config.json'), text);
    const failure = await keychain()('ghcr.io/acme/app').catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'FAILED_PRECONDITION',
      place: join(folder, 'config.json'),
    });
    expect(String(failure)).not.toContain('secret');
  },
);
