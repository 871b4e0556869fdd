// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGroup } from '../../core/api/groups.ts';
import {
  createPolicy,
  listPolicies,
  listPolicyVersions,
  updatePolicy,
} from '../../core/api/policies.ts';
import { viewer } from '../../core/iam/roles.ts';
import { newChild, type Uidp } from '../../core/iam/uidp.ts';
import { authHome, type Home } from '../../test/fixtures/auth/home.ts';
import type { Caller } from '../../test/fixtures/caller.ts';
import { type Organisation, organisation } from '../../test/fixtures/organisation.ts';
import { allPages } from '../../test/fixtures/pages.ts';
import { policyDocument } from '../../test/fixtures/policy.ts';

let home: Home;
let ours: Organisation;
let theirs: Organisation;
let team: Uidp;
let leaf: Uidp;
/** Sees the team and what is below it only. */
let inside: Caller;
const ids: Record<string, Uidp> = {};
beforeAll(async () => {
  home = await authHome();
  ours = await organisation(home, 'ours');
  theirs = await organisation(home, 'theirs');
  const { owner, root } = ours;
  const group = async (parent: Uidp, name: string) =>
    (await owner.does(createGroup, { parent, group: { name } })).id;
  team = await group(root, 'team');
  leaf = await group(team, 'leaf');
  const other = await group(root, 'other');
  for (const [name, parent] of Object.entries({
    top: root,
    'top-2': root,
    mid: team,
    low: leaf,
    side: other,
  })) {
    const policy = { document: policyDocument(name) };
    ids[name] = (await owner.does(createPolicy, { parent, policy })).id;
  }
  inside = await ours.joined('inside', viewer, team);
});
afterAll(() => home.close());

const seen = async (caller: Caller, filters: object = {}) =>
  (await caller.does(listPolicies, filters)).items.map(({ name }) => name).sort();

test('a list holds the policies of the groups where one may list', async () => {
  expect(await seen(ours.viewer)).toEqual(['low', 'mid', 'side', 'top', 'top-2']);
  expect(await seen(inside)).toEqual(['low', 'mid']);
  expect(await seen(theirs.owner)).toEqual([]);
});

test('of a group are its own policies and those it inherits, which whoever may list there sees', async () => {
  expect(await seen(inside, { group: team })).toEqual(['mid', 'top', 'top-2']);
  expect(await seen(inside, { group: leaf })).toEqual(['low', 'mid', 'top', 'top-2']);
  expect(await seen(ours.owner, { group: ours.root })).toEqual(['top', 'top-2']);
});

test('of a group where one may not list, and of one of others, nothing is said', async () => {
  expect((await inside.fails(listPolicies, { group: ours.root })).status).toBe(403);
  expect((await theirs.owner.fails(listPolicies, { group: team })).status).toBe(404);
});

test('policies are found by id, by name and by place, and several filters narrow', async () => {
  const { owner } = ours;
  expect(await seen(owner, { id: ids['mid'] })).toEqual(['mid']);
  expect(await seen(inside, { id: ids['top'] })).toEqual([]);
  expect(await seen(owner, { name: 'low' })).toEqual(['low']);
  expect(await seen(owner, { 'uidp.childrenOf': team })).toEqual(['mid']);
  expect(await seen(owner, { 'uidp.descendantsOf': team })).toEqual(['low', 'mid']);
  expect(await seen(owner, { id: ids['low'], 'uidp.childrenOf': team })).toEqual([]);
  expect(await seen(owner, { group: leaf, name: 'top' })).toEqual(['top']);
  expect(await seen(owner, { group: leaf, id: ids['side'] })).toEqual([]);
  expect(await seen(owner, { group: leaf, id: ids['top'] })).toEqual(['top']);
  expect(await seen(owner, { group: leaf, 'uidp.childrenOf': team })).toEqual(['mid']);
  expect(await seen(owner, { group: leaf, 'uidp.descendantsOf': team })).toEqual(['low', 'mid']);
});

test.each(['all', 'inherited'])(
  'whatever the size of the page, all pages are the list: %s',
  async (which) => {
    const filters = which === 'all' ? {} : { group: leaf };
    const whole = (await ours.owner.does(listPolicies, filters)).items.map(({ id }) => id);
    for (const pageSize of [1, 2, whole.length]) {
      const read = (page: object) => ours.owner.does(listPolicies, { ...filters, ...page });
      const found = (await allPages(pageSize, read)).map(({ id }) => id);
      expect(found).toEqual(whole);
    }
  },
);

test('the versions of a policy come in pages, the newest first', async () => {
  const { owner, root } = ours;
  const policy = { document: policyDocument('paged') };
  const { id } = await owner.does(createPolicy, { parent: root, policy });
  for (const host of ['a', 'b', 'c']) {
    await owner.does(updatePolicy, { id, document: policyDocument('paged', `${host}.example/**`) });
  }
  const first = await owner.does(listPolicyVersions, { policyId: id, pageSize: 3 });
  expect(first.items.map(({ name }) => name)).toEqual(['v4', 'v3', 'v2']);
  const pageToken = first.nextPageToken ?? '';
  const second = await owner.does(listPolicyVersions, { policyId: id, pageSize: 3, pageToken });
  expect(second.items.map(({ name }) => name)).toEqual(['v1']);
  expect(second.nextPageToken).toBeUndefined();
  for (const [policyId, token] of [
    [id, '2'],
    [ids['mid'] ?? id, pageToken],
  ] as const) {
    const refused = await owner.fails(listPolicyVersions, { policyId, pageToken: token });
    expect(refused).toMatchObject({ status: 400, place: 'pageToken' });
  }
});

test('versions of what is not there, or belongs to others, are not listed', async () => {
  const policyId = newChild(ours.root);
  expect((await ours.owner.fails(listPolicyVersions, { policyId })).status).toBe(404);
  const known = { policyId: ids['top'] ?? policyId };
  expect((await theirs.owner.fails(listPolicyVersions, known)).status).toBe(404);
  expect((await inside.fails(listPolicyVersions, known)).status).toBe(403);
});
