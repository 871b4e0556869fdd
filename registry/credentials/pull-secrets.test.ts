// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { type PullSecret, pullSecretKeychain } from './pull-secrets.ts';

const packed = (text: string) => Buffer.from(text).toString('base64');
const modern = (name: string, config: unknown): PullSecret => ({
  name,
  data: { '.dockerconfigjson': packed(JSON.stringify(config)) },
});
const alice = { kind: 'basic', username: 'alice', password: 'a:b' };

test('a secret of today’s type shows its credentials to the registries that it names', async () => {
  const keychain = pullSecretKeychain([
    modern('team/pull', {
      auths: {
        'ghcr.io': { auth: packed('alice:a:b') },
        'quay.io': { username: 'bob', password: 'c', auth: '' },
        'acr.example': { identitytoken: 'refresh' },
      },
    }),
  ]);
  expect(await keychain('ghcr.io/acme/app')).toEqual(alice);
  expect(await keychain('quay.io/acme/app')).toMatchObject({ username: 'bob' });
  expect(await keychain('acr.example/app')).toEqual({ kind: 'identity', token: 'refresh' });
  expect(await keychain('docker.example/app')).toBeUndefined();
});

test('a secret of the older type has the registries at its top', async () => {
  const config = { 'https://ghcr.io/v1/': { auth: packed('alice:a:b'), email: 'a@example' } };
  const data = { '.dockercfg': packed(JSON.stringify(config)) };
  const keychain = pullSecretKeychain([{ name: 'team/old', data }]);
  expect(await keychain('ghcr.io/acme/app')).toEqual(alice);
});

test('of several secrets the first that fits decides', async () => {
  const keychain = pullSecretKeychain([
    modern('a', { auths: { 'quay.io': { username: 'first', password: 'x' } } }),
    modern('b', { auths: { 'ghcr.io': { username: 'second', password: 'x' } } }),
    modern('c', { auths: { 'ghcr.io/acme': { username: 'third', password: 'x' } } }),
  ]);
  expect(await keychain('ghcr.io/acme/app')).toMatchObject({ username: 'second' });
});

test('a secret never makes a program run', async () => {
  const keychain = pullSecretKeychain([
    modern('evil', { credsStore: 'evil', credHelpers: { 'ghcr.io': 'evil' }, auths: {} }),
  ]);
  expect(await keychain('ghcr.io/acme/app')).toBeUndefined();
});

test('all secrets that hold no credentials are named at once, and nothing that they hold', () => {
  const broken = [
    { name: 'team/text', data: { '.dockerconfigjson': packed('password') } },
    { name: 'team/other', data: { token: packed('password') } },
    modern('team/shape', { auths: ['password'] }),
  ];
  const run = () => pullSecretKeychain([...broken, modern('team/good', { auths: {} })]);
  expect(run).toThrow('no credentials can be read from team/text, team/other, team/shape');
  expect(run).not.toThrow('password');
});
