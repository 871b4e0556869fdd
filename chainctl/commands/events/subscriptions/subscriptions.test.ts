// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type TestHome,
  type Typist,
  testHome,
  typist,
} from '../../../../test/fixtures/chainctl/typist.ts';

let home: TestHome;
let ada: Typist;
/** Nobody listens there. */
const sink = 'http://127.0.0.1:9/hook';

beforeAll(async () => {
  home = await testHome();
  ada = await typist(home, 'ada@example.com');
  await ada.get('iam', 'groups', 'create', 'acme', '--no-parent', '-y', '-o', 'id');
});
afterAll(async () => {
  await ada.leave();
  await home.close();
});

const subscriptions = (...args: string[]) => ada.type(['events', 'subscriptions', ...args]);

test('a subscription is made, listed and ended', async () => {
  const made = await subscriptions('create', '--group', 'acme', sink, '-o', 'id');
  const id = made.out.trim();
  expect(id).toMatch(/^[0-9a-f]{40}\/[0-9a-f]{16}$/);
  for (const place of [['acme'], ['--group', 'acme'], []]) {
    const { out } = await subscriptions('ls', ...place);
    expect(out).toMatch(/ID +\| +SINK/);
    expect(out).toMatch(new RegExp(`${id} +\\| ${sink}`));
  }
  expect((await subscriptions('rm', id, '-y')).out).toContain(`Deleted subscription ${id}`);
  expect((await subscriptions('ls', 'acme', '-o', 'id')).out.trim()).toBe('');
});

test('what is no URL of the web is refused with what is wrong', async () => {
  const { err } = await subscriptions('create', '--group', 'acme', 'ftp://example.com/');
  expect(err).toContain('is not an https URL');
});
