// SPDX-License-Identifier: Apache-2.0
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestHome, type Typist, testHome, typist } from '../test/fixtures/chainctl/typist.ts';
import { run } from './program.ts';

let home: TestHome;
let ada: Typist;
beforeAll(async () => {
  home = await testHome();
  ada = await typist(home, 'ada@example.com');
});
afterAll(async () => {
  await ada.leave();
  await home.close();
});

/** The lines that complete what is typed. The typist's own flags come first on the line: run bare. */
async function lines(...line: string[]): Promise<string[]> {
  const out = new PassThrough();
  const terminal = {
    in: new PassThrough(),
    out,
    err: new PassThrough(),
    screen: new PassThrough(),
    canAsk: false,
    toPerson: false,
  };
  const wrote = text(out);
  await run(['__complete', ...line], { terminal, env: { HOME: ada.folder }, now: Date.now });
  out.end();
  return (await wrote).split('\n').filter((each) => each !== '');
}
const words = async (...line: string[]) =>
  (await lines(...line)).map((each) => each.split('\t')[0]);

test('nouns, verbs and their aliases complete', async () => {
  expect(await words('po')).toEqual(['policies', 'policy', 'pol']);
  expect(await words('iam', 'gr')).toEqual(['groups', 'group']);
  expect(await words('iam', 'group', 'l')).toEqual(['list', 'ls']);
  expect(await words('policy', 'version', 'd')).toEqual(['diff']);
});

test('flags complete, those of the whole program too', async () => {
  expect(await words('iam', 'groups', 'create', 'x', '--pa')).toEqual(['--parent']);
  expect(await words('iam', 'groups', 'create', '--out')).toEqual(['--output']);
});

test('the forms of output complete after their flag', async () => {
  expect(await words('iam', 'groups', 'list', '-o', 't')).toEqual(['table', 'tree']);
  expect(await words('iam', 'groups', 'list', '--output', 'ya')).toEqual(['yaml']);
});

test('nothing that was typed comes back', async () => {
  expect(await words('$(touch x)')).toEqual([]);
  expect(await words('iam', '`id`', '; rm -rf /')).toEqual([]);
});

/** The names that complete a flag at this home, for this person. */
const at = (url: string) => ['--api', url, '--audience', home.url];

test('groups and roles complete by name, or by id where the name is no single word or not alone', async () => {
  const make = async (...words: string[]) =>
    (await ada.get('iam', 'groups', 'create', ...words, '-y', '-o', 'id')).trim();
  const acme = await make('acme', '--no-parent', '-d', 'all of\n\u001b[2Jus');
  const spaced = await make('two words', '--parent', acme);
  const twins = [await make('twin', '--parent', acme), await make('twin', '--parent', spaced)];
  const list = [...at(home.url), 'policies', 'list', '--group'];
  expect((await words(...list, '')).sort()).toEqual(['acme', spaced, ...twins].sort());
  expect(await lines(...list, 'ac')).toEqual(['acme\tall of \\u{1b}[2Jus']);
  expect(await words(...at(home.url), 'iam', 'groups', 'create', 'x', '--parent', 'a')).toEqual([
    'acme',
  ]);
  const bind = [...at(home.url), 'iam', 'role-bindings', 'create', '--role'];
  expect(await words(...bind, 'vi')).toEqual(['viewer']);
});

test('where nobody is logged in, or the API is not there, no names complete and nothing is said', async () => {
  const line = ['policies', 'list', '--group', ''];
  expect(await words('--api', home.url, '--audience', 'nowhere', ...line)).toEqual([]);
  expect(await words(...at('http://localhost:1'), ...line)).toEqual([]);
});
