// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { acme } from '../../../../test/fixtures/chainctl/acme.ts';
import type { TestHome, Typist } from '../../../../test/fixtures/chainctl/typist.ts';

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

const type = (...args: string[]) => ada.type(['iam', 'account-associations', ...args]);
const json = async (...args: string[]) => JSON.parse((await type(...args, '-o', 'json')).out);

test('a project and an account are set one after the other, and unset one after the other', async () => {
  const project = ['--project-id', 'acme-images', '--project-number', '123456789012'];
  const first = await type('set', 'gcp', 'acme', ...project);
  expect(first.out).toContain('acme-images');
  expect(first.err).toContain(`Try: chainctl iam account-associations check gcp ${group}`);
  await type('set', 'aws', 'acme', '--account', '210987654321');
  expect(await json('list')).toMatchObject({
    items: [{ group, google: { projectId: 'acme-images' }, amazon: { account: '210987654321' } }],
  });
  await type('unset', 'gcp', 'acme');
  expect((await json('ls')).items[0].google).toBeUndefined();
  await type('unset', 'aws', 'acme');
  expect(await json('ls')).toEqual({ items: [] });
});

test('a check without an association says how to set one', async () => {
  const { code, out, err } = await type('check', 'aws', 'acme');
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain('no amazon account is associated');
  expect(err).toContain('Try: chainctl iam account-associations set aws');
});

test('a cloud that is neither of the two is refused', async () => {
  const { code, err } = await type('check', 'azure', 'acme');
  expect(code).toBe(1);
  expect(err).toContain('"azure" is neither gcp nor aws');
});
