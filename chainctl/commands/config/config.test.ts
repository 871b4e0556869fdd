// SPDX-License-Identifier: Apache-2.0
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type TestHome,
  type Typist,
  testHome,
  typist,
} from '../../../test/fixtures/chainctl/typist.ts';

let home: TestHome;
let ada: Typist;
let file: string;
beforeAll(async () => {
  home = await testHome();
  ada = await typist(home, 'ada@example.com');
  file = join(ada.folder, '.config', 'chainctl', 'config.yaml');
});
afterAll(async () => {
  await ada.leave();
  await home.close();
});

test('the usual group is used where none is named; a flag goes before it', async () => {
  await ada.get('iam', 'groups', 'create', 'one', '--no-parent', '-y');
  await ada.get('iam', 'groups', 'create', 'two', '--no-parent', '-y');
  await ada.get('config', 'set', 'default.group=two');
  expect(await ada.get('iam', 'groups', 'describe', '-o', 'wide')).toContain('two');
  expect(await ada.get('iam', 'groups', 'describe', 'one', '-o', 'wide')).toContain('one');
  const named = await ada.type(['iam', 'groups', 'describe', '-o', 'wide'], {
    env: { CHAINGUARD_DEFAULT_GROUP: 'one' },
  });
  expect(named.out).toContain('one');
});

test('setting and unsetting leave comments and the rest alone, and the file to its owner', async () => {
  await ada.file('.config/chainctl/config.yaml', '# mine\ndefault:\n  group: two # for now\n');
  await ada.get('config', 'set', 'default.skip-version-check=true');
  expect(await readFile(file, 'utf8')).toBe(
    '# mine\ndefault:\n  group: two # for now\n  skip-version-check: true\n',
  );
  await ada.get('config', 'unset', 'default.group');
  expect(await readFile(file, 'utf8')).not.toContain('two');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('what is no setting is refused with its key, and the file stays as it was', async () => {
  const before = await readFile(file, 'utf8');
  for (const pair of ['default.colour=red', 'platform.api=not a url', 'nothing=1']) {
    const { code, err } = await ada.type(['config', 'set', pair]);
    expect(code, pair).toBe(1);
    expect(err).toContain(pair.split('=')[0]);
  }
  expect(await readFile(file, 'utf8')).toBe(before);
  expect(await ada.get('config', 'validate')).toContain('is valid');
});

test('a broken file stops every command, and says where it is', async () => {
  await ada.file('.config/chainctl/config.yaml', 'default: [\n');
  const { code, err } = await ada.type(['iam', 'groups', 'list']);
  expect(code).toBe(1);
  expect(err).toContain(`${file} is not as it should be`);
  expect((await ada.type(['config', 'reset'], { input: 'y\n' })).code).toBe(0);
  expect((await ada.type(['iam', 'groups', 'list'])).code).toBe(0);
});

test('view shows what is in force, and --diff what the file says', async () => {
  await ada.get('config', 'set', 'platform.console=https://console.example.com');
  expect(await ada.get('config', 'view', '--diff')).toBe(
    'platform:\n  console: https://console.example.com\n',
  );
  expect(JSON.parse(await ada.get('config', 'view', '-o', 'json')).platform.api).toBe(home.url);
  const edit = await ada.type(['config', 'edit'], { env: { EDITOR: 'sed -i s/console.ex/c.ex/' } });
  expect(edit.code).toBe(0);
  expect(await ada.get('config', 'view', '--diff')).toContain('https://c.example.com');
});

test('save keeps what flags and environment say, and leaves out what is built in', async () => {
  await ada.get('config', 'reset', '-y');
  const env = { CHAINGUARD_DEFAULT_GROUP: 'one' };
  expect((await ada.type(['config', 'save'], { env })).code).toBe(0);
  const kept = await readFile(file, 'utf8');
  expect(kept).toContain(`api: ${home.url}\n`);
  expect(kept).toContain('group: one\n');
  expect(kept).not.toContain('downloads');
});
