// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type TestHome,
  type Typist,
  testHome,
  typist,
} from '../../test/fixtures/chainctl/typist.ts';

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

const down = '\u001b[B';
const enter = '\r';
const leave = '\u001b';

test('who can see nothing to choose from is told so, and asked nothing', async () => {
  const { code, out, err } = await ada.type(['iam', 'groups', 'describe'], { keys: [] });
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain('there is no group that you can see');
});

test('the only group there is is taken, and named; the role is chosen in a menu', async () => {
  const made = await ada.get('iam', 'groups', 'create', 'acme', '--no-parent', '-y', '-o', 'id');
  const keys = [{ after: /Which role\?.*viewer/s, press: enter }];
  const invite = await ada.type(['iam', 'invite', 'create'], { keys });
  expect(invite.code).toBe(0);
  expect(invite.out).toMatch(/^eyJ[\w-]+\n$/);
  expect(invite.err).toContain(`Using the group acme (${made.trim()}).`);
  expect(await ada.get('iam', 'invites', 'list')).toMatch(/\| viewer/);
});

test('arrows and the first letters choose among several', async () => {
  await ada.get('iam', 'groups', 'create', 'team', '--parent', 'acme', '-y');
  const menu = /Which group\?.*team/s;
  const describe = ['iam', 'groups', 'describe', '-o', 'json'];
  const second = await ada.type(describe, { keys: [{ after: menu, press: down + enter }] });
  const typed = await ada.type(describe, { keys: [{ after: menu, press: 'tea' }, pressed] });
  expect(JSON.parse(typed.out)).toMatchObject({ name: 'team' });
  expect(JSON.parse(second.out)).toMatchObject({ name: 'team' });
});
const pressed = { after: /1 match|tea/, press: enter };

test('whoever leaves the menu has done nothing, and learns how to do without it', async () => {
  const keys = [{ after: /Which group\?/, press: leave }];
  const { code, out, err } = await ada.type(['iam', 'groups', 'delete'], { keys });
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain('name the group: its name or id\nTry: chainctl iam groups list');
});

test('a question at a terminal is answered there; no is the usual answer to a deletion', async () => {
  const keys = [{ after: /\[y,N\]: /, press: enter }];
  const { out, err } = await ada.type(['iam', 'groups', 'delete', 'team'], { keys });
  expect(out).toBe('');
  expect(err).toContain('Nothing was deleted.');
});

const tab = '\t';
const create = (name: string) => ['iam', 'roles', 'create', name, '--parent', 'acme'];

test('what a role allows is chosen among what one holds, one with each Tab', async () => {
  const menu = /What does the role allow\?.*attestations\.list/s;
  const keys = [
    { after: menu, press: `${down}${tab}${down}${tab}` },
    { after: /◼ account_associations\.list/, press: enter },
  ];
  const { code, out } = await ada.type([...create('chosen'), '-o', 'json'], { keys });
  expect(code).toBe(0);
  expect(JSON.parse(out).capabilities).toEqual([
    'account_associations.delete',
    'account_associations.list',
  ]);
});

test('whoever leaves that menu has made no role; where nobody can be asked, nothing is', async () => {
  const keys = [{ after: /What does the role allow\?/, press: leave }];
  const said = 'say what the role allows\nTry: chainctl iam roles capabilities list';
  expect((await ada.type(create('left'), { keys })).err).toContain(said);
  expect((await ada.type(create('left'))).err).toContain(said);
  expect(await ada.get('iam', 'roles', 'list')).not.toContain('left');
});

test('who holds nothing in the group is offered nothing', async () => {
  const bob = await typist(home, 'bob@example.com');
  const group = await ada.get('iam', 'groups', 'describe', 'acme', '-o', 'id');
  const ask = ['iam', 'roles', 'create', 'x', '--parent', group.trim()];
  const { err } = await bob.type(ask, { keys: [] });
  expect(err).toContain('that a role could allow');
  await bob.leave();
});
