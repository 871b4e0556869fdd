// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestHome, type Typist, testHome, typist } from '../test/fixtures/chainctl/typist.ts';

let home: TestHome;
let ada: Typist;
beforeAll(async () => {
  home = await testHome();
  ada = await typist(home);
});
afterAll(async () => {
  await ada.leave();
  await home.close();
});

/** The words that complete what is typed. The typist's own flags come first on the line: run bare. */
async function words(...line: string[]): Promise<string[]> {
  const { PassThrough } = await import('node:stream');
  const { text } = await import('node:stream/consumers');
  const { run } = await import('./program.ts');
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
  return (await wrote).split('\n').flatMap((each) => each.split('\t')[0] || []);
}

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
