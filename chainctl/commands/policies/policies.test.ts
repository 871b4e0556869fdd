// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { acme } from '../../../test/fixtures/chainctl/acme.ts';
import type { TestHome, Typist } from '../../../test/fixtures/chainctl/typist.ts';
import { passingDocument } from '../../../test/fixtures/policy.ts';

let home: TestHome;
let ada: Typist;
let group: string;
beforeAll(async () => {
  ({ home, ada, group } = await acme());
});
afterAll(async () => {
  await ada.leave();
  await home.close();
});

test('a policy is created from a file, and its id is what standard output holds', async () => {
  const file = await ada.file('first.yaml', passingDocument('first'));
  const made = await ada.type(['policies', 'create', 'first', '--group', 'acme', '-f', file]);
  expect(made).toMatchObject({ code: 0, err: '' });
  expect(made.out).toMatch(new RegExp(`^Created policy ${group}/[0-9a-f]{16}\\n$`));
  expect(await ada.get('policy', 'view', 'first')).toContain(passingDocument('first'));
});

test('a name that the document does not give itself is refused', async () => {
  const file = await ada.file('named.yaml', passingDocument('named'));
  const { code, out, err } = await ada.type(['policies', 'create', 'other', '-f', file]);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain('the document calls itself named, not other');
  expect(err).toContain(`Try: chainctl policies create named -f ${file}`);
});

test('what is wrong with a file is said all at once, with line and column, and nothing is changed', async () => {
  const file = await ada.file('wrong.yaml', passingDocument('wrong').replace('static:', 'stat:'));
  const { code, err } = await ada.type(['policies', 'create', '--group', 'acme', '-f', file]);
  expect(code).toBe(1);
  expect(err).toMatch(new RegExp(`${file}:9:5: .*unknown field "stat"`));
  expect(await ada.get('policies', 'ls')).not.toContain('wrong');
});

test('warnings are talk: they go to standard error, with the place that they are about', async () => {
  const file = await ada.file('warned.yaml', passingDocument('warned', 'ttl.sh/*'));
  const { out, err } = await ada.type(['policies', 'validate', '-f', file]);
  expect(out).toBe(`${file}: warned is valid\n`);
  expect(err).toContain(`Warning: ${file}:7:5: spec.images[0].glob: "ttl.sh/*" covers one path`);
});

test('apply creates what is new, updates what differs, and leaves the rest alone', async () => {
  const both = await ada.file(
    'both.yaml',
    `${passingDocument('one')}---\n${passingDocument('two')}`,
  );
  const apply = ['policies', 'apply', '--group', 'acme', '-f', both];
  expect((await ada.get(...apply)).replaceAll(/ policy .*/g, '')).toBe('Created\nCreated\n');
  expect((await ada.get(...apply)).replaceAll(/ policy .*/g, '')).toBe('Unchanged\nUnchanged\n');
  await ada.file(
    'both.yaml',
    `${passingDocument('one')}---\n${passingDocument('two', 'ghcr.io/**')}`,
  );
  expect((await ada.get(...apply)).replaceAll(/ policy .*/g, '')).toBe('Unchanged\nUpdated\n');
});

test('a folder is applied whole, and standard input too', async () => {
  const { out } = await ada.type(['policies', 'apply', '--group', 'acme', '-f', '-'], {
    input: passingDocument('piped'),
  });
  expect(out).toMatch(/^Created policy/);
  const empty = await ada.type(['policies', 'apply', '--group', 'acme', '-f', ada.folder]);
  expect(empty.code).toBe(1);
  expect(empty.err).toContain('wrong.yaml has');
});

test('versions are listed, shown, compared and put in force again', async () => {
  expect(await ada.get('policies', 'versions', 'list', 'two')).toMatch(
    /v2 +\| yes.*\n.*v1 +\| {2,}/,
  );
  const diff = await ada.get('policies', 'versions', 'diff', 'two');
  expect(diff).toContain('-  - glob: "registry.example.com/**"\n+  - glob: "ghcr.io/**"');
  expect(await ada.get('policies', 'versions', 'view', 'two', 'v1')).toContain('registry.example');
  expect(await ada.get('policies', 'versions', 'activate', 'two', 'v1')).toMatch(/^Activated v1/);
  expect(await ada.get('policies', 'view', 'two')).toContain('registry.example.com');
  const { err } = await ada.type(['policies', 'versions', 'view', 'two', 'v9']);
  expect(err).toContain('there is no version v9; there are v2, v1');
});

test('edit opens the editor; an editor that changes nothing changes nothing', async () => {
  const edit = ['policies', 'edit', 'one'];
  const left = await ada.type(edit, { env: { EDITOR: 'true' } });
  expect(left).toMatchObject({ code: 0, out: '', err: 'Nothing was changed.\n' });
  const changed = await ada.type(edit, { env: { EDITOR: 'sed -i s/registry.example/quay/' } });
  expect(changed.out).toMatch(/^Updated policy/);
  const broken = await ada.type(edit, { env: { EDITOR: 'sed -i s/spec:/spoc:/' } });
  expect(broken).toMatchObject({ code: 1, out: '' });
  expect(broken.err).toContain('unknown field "spoc"');
  expect(await ada.get('policies', 'view', 'one')).toContain('quay.com');
});

test('a description changes without a version', async () => {
  await ada.get('policies', 'update', 'one', '-d', 'for all of us');
  const { items } = JSON.parse(await ada.get('policies', 'versions', 'list', 'one', '-o', 'json'));
  expect(items).toHaveLength(2);
  expect(await ada.get('policies', 'ls', '-o', 'table')).toContain('for all of us');
});

test('every form of output can be had, and those that do not fit are refused', async () => {
  expect(JSON.parse(await ada.get('policies', 'ls', '-o', 'json')).items).toHaveLength(4);
  expect(await ada.get('policies', 'ls', '-o', 'yaml')).toContain('  - id: ');
  expect(await ada.get('policies', 'ls', '-o', 'url')).toContain(`${home.url}/policies/${group}/`);
  expect(await ada.get('policies', 'ls', '-o', 'wide')).toMatch(/ENFORCE +\| v2/);
  expect((await ada.type(['policies', 'ls', '-o', 'tree'])).code).toBe(1);
});

test('list narrows to the policies that cover an image', async () => {
  const covering = await ada.get('policies', 'ls', '--image', 'quay.com/a/b:v1', '-o', 'json');
  expect(JSON.parse(covering).items).toMatchObject([{ name: 'one' }]);
});

test('what is deleted is named first, and a no deletes nothing', async () => {
  const kept = await ada.type(['policies', 'delete', 'one'], { input: 'n\n' });
  expect(kept.err).toContain('Nothing was deleted.');
  const { out } = await ada.type(['policies', 'delete', 'one,two', '--yes']);
  expect(out.match(/Deleted policy/g)).toHaveLength(2);
  expect((await ada.type(['policies', 'view', 'one'])).err).toContain('there is no policy called');
  await ada.get('policies', 'delete', '--group', 'acme', '-R', '-y');
  expect(JSON.parse(await ada.get('policies', 'ls', '-o', 'json')).items).toEqual([]);
});

test('without a terminal, what is missing is named and not asked for', async () => {
  for (const args of [['view'], ['apply'], ['update', 'x'], ['delete']]) {
    const { code, out, err } = await ada.type(['policies', ...args]);
    expect({ code, out }, args.join(' ')).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^Error: .+\nTry: chainctl /);
  }
  expect((await ada.type(['policies', 'create'])).code).toBe(2);
});

test('the wide list says in how many clusters a policy is live', async () => {
  const file = await ada.file('counted.yaml', passingDocument('counted'));
  await ada.get('policies', 'create', '--group', 'acme', '-f', file);
  const wide = await ada.get('policies', 'ls', '-o', 'wide');
  expect(wide.split('\n')[0]).toMatch(/AUTHOR.*LIVE/);
  expect(wide).toMatch(/counted.*no clusters/);
  expect(await ada.get('policies', 'view', 'counted', '-o', 'wide')).not.toContain('LIVE');
});
