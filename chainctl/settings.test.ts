// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build } from './build.ts';
import { readSettings, settingsFile } from './settings.ts';

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'enforce-settings-'));
  file = join(folder, 'config.yaml');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const read = async (text: string, flags = {}, env = {}) => {
  await writeFile(file, text);
  return readSettings({ config: file, ...flags }, env);
};

test('without a file, a flag or a variable, what is built in counts', async () => {
  const { platform, group } = await readSettings({}, { HOME: join(folder, 'nobody') });
  expect(platform).toEqual(build.platform);
  expect(group).toBeUndefined();
});

test('the file goes before what is built in, a flag before the file', async () => {
  const text = 'platform:\n  api: https://file.example.com\n  issuer: https://file.example.com\n';
  const { platform } = await read(text, { api: 'https://flag.example.com' });
  expect(platform).toMatchObject({
    api: 'https://flag.example.com',
    issuer: 'https://file.example.com',
    console: build.platform.console,
  });
});

test('the usual group is that of the environment, or else that of the file', async () => {
  const text = 'default:\n  group: of-the-file\n';
  expect((await read(text)).group).toBe('of-the-file');
  expect((await read(text, {}, { CHAINGUARD_DEFAULT_GROUP: 'of-here' })).group).toBe('of-here');
});

test('the file is the one that the flag names, or the environment, or the one at home', () => {
  const env = { HOME: '/home/a', CHAINCTL_CONFIG: '/etc/c.yaml' };
  expect(settingsFile({ config: '/b.yaml' }, env)).toBe('/b.yaml');
  expect(settingsFile({}, env)).toBe('/etc/c.yaml');
  const place = process.platform === 'darwin' ? 'Library/Application Support' : '.config';
  expect(settingsFile({}, { HOME: '/home/a' })).toBe(`/home/a/${place}/chainctl/config.yaml`);
  if (process.platform === 'linux') {
    expect(settingsFile({}, { XDG_CONFIG_HOME: '/x' })).toBe('/x/chainctl/config.yaml');
  }
});

test('slashes at the end of an address are no part of it; an audience is taken as it is', async () => {
  const flags = { api: 'https://a.example.com//', audience: 'https://a.example.com/' };
  const { platform } = await read('', flags);
  expect(platform.api).toBe('https://a.example.com');
  expect(platform.audience).toBe('https://a.example.com/');
});

test.each(['ftp://a.example.com', 'a.example.com', 'javascript:alert(1)'])(
  '%s is no address to talk to',
  async (api) => {
    await expect(read('', { api })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      place: 'platform.api',
    });
  },
);

test('everything that is wrong with the file is said at once, by its key', async () => {
  const text =
    'platform:\n  api: nothing\n  port: 1\ndefault:\n  skip-version-check: perhaps\nx: 1\n';
  await expect(read(text)).rejects.toMatchObject({
    place: file,
    faults: expect.arrayContaining(
      ['platform.api', 'platform.port', 'default.skip-version-check', 'x'].map((place) =>
        expect.objectContaining({ place }),
      ),
    ),
  });
});

test('a file that is no YAML, or a folder, is refused by its name', async () => {
  await expect(read('a: [')).rejects.toMatchObject({ place: file, code: 'INVALID_ARGUMENT' });
  await expect(readSettings({ config: folder }, {})).rejects.toMatchObject({ place: folder });
});
