// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { provideSecrets, type Secrets } from './secrets.ts';
import type { Outputs } from './terraform.ts';

const keys = 'projects/demo/secrets/enforce-cookie-keys';
const login = 'projects/demo/secrets/enforce-login-providers';
const names = { login_providers: login, cookie_keys: keys };
const providers = JSON.stringify([
  { id: 'x', name: 'X', issuer: 'https://x.example', clientId: 'c', clientSecret: 's' },
]);
let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'enforce-secrets-'));
  file = join(folder, 'providers.json');
  await writeFile(file, providers);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A project, and what was done to it. */
function project(applied: boolean, held: Record<string, string> = {}) {
  const made: string[] = [];
  let outputs: Outputs = {
    url: undefined,
    downloads: undefined,
    images: undefined,
    console: undefined,
    address: undefined,
    secrets: undefined,
  };
  const whole = { ...outputs, secrets: names };
  if (applied) outputs = whole;
  const terraform = {
    make: async (addresses: string[]) => {
      made.push(...addresses);
      outputs = whole;
    },
    outputs: async () => outputs,
  };
  const secrets: Secrets = {
    has: async (name) => name in held,
    add: async (name, value) => {
      held[name] = value;
    },
  };
  return { terraform, secrets, held, made };
}

test('the first time both secrets are made and filled, the keys of cookies at random', async () => {
  const one = project(false);
  const other = project(false);
  expect(await provideSecrets(one.terraform, file, one.secrets)).toBe(true);
  expect(await provideSecrets(other.terraform, file, other.secrets)).toBe(true);
  expect(one.made).toEqual(['module.secret']);
  expect(one.held[login]).toBe(providers);
  expect(JSON.parse(one.held[keys] ?? '')).toEqual([expect.stringMatching(/^[\w-]{43}$/)]);
  expect(one.held[keys]).not.toBe(other.held[keys]);
});

test('later nothing is made, the keys stay, and the providers change with a file only', async () => {
  const { terraform, secrets, held, made } = project(true, { [keys]: 'k', [login]: 'old' });
  expect(await provideSecrets(terraform, undefined, secrets)).toBe(false);
  expect(held).toEqual({ [keys]: 'k', [login]: 'old' });
  await provideSecrets(terraform, file, secrets);
  expect(held).toEqual({ [keys]: 'k', [login]: providers });
  expect(made).toEqual([]);
});

test('without providers, and with ones that are not sound, nothing goes on', async () => {
  const { terraform, secrets, held, made } = project(false);
  await expect(provideSecrets(terraform, undefined, secrets)).rejects.toThrow(
    'nobody could log in',
  );
  const empty = join(folder, 'empty.json');
  await writeFile(empty, '[]');
  await expect(provideSecrets(terraform, empty, secrets)).rejects.toThrow(
    'names no login provider',
  );
  await expect(provideSecrets(terraform, join(folder, 'gone'), secrets)).rejects.toThrow('no file');
  expect(held).toEqual({});
  expect(made).toEqual(['module.secret']);
});
