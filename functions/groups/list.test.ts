// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGroup, listGroups } from '../../core/api/groups.ts';
import { viewer } from '../../core/iam/roles.ts';
import { newRoot, type Uidp } from '../../core/iam/uidp.ts';
import { authHome, type Home } from '../../test/fixtures/auth/home.ts';
import type { Caller } from '../../test/fixtures/caller.ts';
import { type Organisation, organisation } from '../../test/fixtures/organisation.ts';
import { allPages } from '../../test/fixtures/pages.ts';

let home: Home;
let ours: Organisation;
let theirs: Organisation;
let root: Uidp;
let left: Uidp;
let right: Uidp;
let leaf: Uidp;
/** Sees `left` and what is below it only. */
let inside: Caller;
beforeAll(async () => {
  home = await authHome();
  ours = await organisation(home, 'ours');
  theirs = await organisation(home, 'theirs');
  root = ours.root;
  const make = async (parent: Uidp, name: string) =>
    (await ours.owner.does(createGroup, { parent, group: { name } })).id;
  left = await make(root, 'left');
  right = await make(root, 'right');
  leaf = await make(left, 'leaf');
  inside = await ours.joined('inside', viewer, left);
});
afterAll(() => home.close());

const seen = async (caller: Caller, filters: object = {}) =>
  (await caller.does(listGroups, filters)).items.map(({ id }) => id);

test('a list holds the groups at and below those where one may list, and no others', async () => {
  expect(await seen(ours.owner)).toEqual([root, ...[left, right].sort(), leaf].sort());
  expect(await seen(inside)).toEqual([left, leaf]);
  expect(await seen(theirs.owner)).toEqual([theirs.root]);
});

test('one group is found by its id, and one that the caller may not see is not', async () => {
  expect(await seen(inside, { id: leaf })).toEqual([leaf]);
  for (const id of [root, right, theirs.root, newRoot()]) {
    expect(await seen(inside, { id })).toEqual([]);
  }
});

test('groups are found by their name', async () => {
  expect(await seen(ours.owner, { name: 'leaf' })).toEqual([leaf]);
  expect(await seen(inside, { name: 'right' })).toEqual([]);
});

test('groups are found by what they stand above, below and directly below', async () => {
  const { owner } = ours;
  expect(await seen(owner, { 'uidp.ancestorsOf': leaf })).toEqual([root, left]);
  expect(await seen(owner, { 'uidp.descendantsOf': left })).toEqual([leaf]);
  expect(await seen(owner, { 'uidp.childrenOf': root })).toEqual([left, right].sort());
  expect(await seen(inside, { 'uidp.ancestorsOf': leaf })).toEqual([left]);
  expect(await seen(inside, { 'uidp.descendantsOf': root })).toEqual([left, leaf]);
  expect(await seen(inside, { 'uidp.childrenOf': root })).toEqual([left]);
});

test('several filters narrow: each must be met', async () => {
  const { owner } = ours;
  expect(await seen(owner, { id: leaf, 'uidp.childrenOf': root })).toEqual([]);
  expect(await seen(owner, { id: leaf, 'uidp.descendantsOf': root })).toEqual([leaf]);
  expect(await seen(owner, { id: left, 'uidp.ancestorsOf': leaf })).toEqual([left]);
  expect(await seen(owner, { id: right, 'uidp.ancestorsOf': leaf })).toEqual([]);
  expect(await seen(owner, { id: leaf, name: 'left' })).toEqual([]);
  const both = { 'uidp.childrenOf': left, 'uidp.descendantsOf': root };
  expect(await seen(owner, both)).toEqual([leaf]);
  expect(await seen(owner, { 'uidp.childrenOf': root, 'uidp.descendantsOf': left })).toEqual([]);
  const above = { 'uidp.ancestorsOf': leaf, 'uidp.descendantsOf': root };
  expect(await seen(owner, above)).toEqual([left]);
});

test('places of other tenants filter everything away', async () => {
  for (const filter of ['uidp.ancestorsOf', 'uidp.descendantsOf', 'uidp.childrenOf', 'id']) {
    expect(await seen(ours.owner, { [filter]: theirs.root }), filter).toEqual([]);
  }
});

test.each([{}, { 'uidp.ancestorsOf': 'leaf' }, { 'uidp.descendantsOf': 'root' }])(
  'whatever the size of the page, all pages together are the list: %j',
  async (named) => {
    const ids: Record<string, Uidp> = { leaf, root };
    const filters = Object.fromEntries(
      Object.entries(named).map(([key, value]) => [key, ids[value] ?? value]),
    );
    const whole = await seen(ours.owner, filters);
    for (const pageSize of [1, 2, whole.length, 50]) {
      const read = (page: object) => ours.owner.does(listGroups, { ...filters, ...page });
      const found = (await allPages(pageSize, read)).map(({ id }) => id);
      expect(found).toEqual(whole);
    }
  },
);

test('a page token counts for the caller and the filters that it was given to, and nothing else', async () => {
  const { owner } = ours;
  const { nextPageToken = '' } = await owner.does(listGroups, { pageSize: 1 });
  expect((await owner.does(listGroups, { pageSize: 2, pageToken: nextPageToken })).items).toEqual(
    (await owner.does(listGroups, {})).items.slice(1, 3),
  );
  for (const [caller, request] of [
    [theirs.owner, { pageToken: nextPageToken }],
    [owner, { pageToken: nextPageToken, name: 'left' }],
    [owner, { pageToken: nextPageToken, 'uidp.ancestorsOf': leaf }],
    [owner, { pageToken: `${nextPageToken.slice(0, -4)}` }],
    [owner, { pageToken: 'nonsense' }],
    [owner, { pageToken: Buffer.from(root).toString('base64url') }],
    [owner, { pageToken: '' }],
  ] as const) {
    const { status, place } = await caller.fails(listGroups, request);
    expect({ status, place }).toEqual({ status: 400, place: 'pageToken' });
  }
});

test('a page has 1 to 500 items', async () => {
  for (const pageSize of [0, -1, 501, 1.5, 'many' as unknown as number]) {
    expect((await ours.owner.fails(listGroups, { pageSize })).place).toBe('pageSize');
  }
});
