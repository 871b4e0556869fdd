// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { acme } from '../../../test/fixtures/chainctl/acme.ts';
import type { TestHome, Typist } from '../../../test/fixtures/chainctl/typist.ts';

let home: TestHome;
let ada: Typist;
let group: string;
beforeAll(async () => {
  ({ home, ada, group } = await acme());
  await ada.get('iam', 'groups', 'create', 'team', '--parent', 'acme', '-y');
  await ada.get('iam', 'groups', 'update', 'acme', '--description', 'ours');
});
afterAll(async () => {
  await ada.leave();
  await home.close();
});

const items = async (...args: string[]) =>
  JSON.parse(await ada.get('events', 'list', 'acme', '-o', 'json', ...args)).items;

test('the audit trail says who did what, from where, the newest first', async () => {
  const all = await items();
  expect(all).toHaveLength(3);
  expect(all[0]).toMatchObject({
    type: 'dev.chainguard.api.iam.group.updated.v1',
    actor: { email: 'ada@example.com' },
    from: { client: expect.stringMatching(/^chainctl\//) },
  });
  expect(await items('--limit', '2')).toEqual(all.slice(0, 2));
  const wide = await ada.get('events', 'list', 'acme', '-o', 'wide', '--since', '1h');
  expect(wide).toMatch(/TIME +\| +WHO +\| +WHAT +\| +ID +\| +FROM +\| +CLIENT/);
});

test('it is narrowed to a type, and to what happened to one thing', async () => {
  expect(await items('--type', 'dev.none')).toEqual([]);
  const own = await items('--subject', group);
  expect(own.map(({ type }: { type: string }) => type.split('.').at(-2))).toEqual([
    'updated',
    'created',
  ]);
  const { code, err } = await ada.type(['events', 'list', 'acme', '--subject', 'x']);
  expect(code).toBe(1);
  expect(err).toContain('"x" is not an id');
});
