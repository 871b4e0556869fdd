// SPDX-License-Identifier: Apache-2.0
import { afterAll, expect, test } from 'vitest';
import { validate } from '../../core/api/auth.ts';
import { createGroup, createRootGroup, listGroups } from '../../core/api/groups.ts';
import { listRoleBindings } from '../../core/api/role-bindings.ts';
import { deepestGroup, newChild, newRoot, parentOf, type Uidp } from '../../core/iam/uidp.ts';
import { atHome } from '../../test/fixtures/at-home.ts';
import { person } from '../../test/fixtures/caller.ts';
import { organisation } from '../../test/fixtures/organisation.ts';

const { home, ours } = await atHome();
afterAll(() => home.close());

test('whoever makes a root becomes its owner, and nobody else sees it', async () => {
  const founder = await person(home, 'founder@example.com');
  const root = await founder.does(createRootGroup, { group: { name: 'founded' } });
  expect(parentOf(root.id)).toBeUndefined();
  const { capabilities } = await founder.does(validate, {});
  expect(capabilities).toMatchObject([{ group: root.id, role: 'owner' }]);
  const { items } = await founder.does(listRoleBindings, {});
  expect(items).toMatchObject([{ group: root.id, identity: founder.id, role: { name: 'owner' } }]);
  const stranger = await person(home, 'stranger@example.com');
  expect((await stranger.does(listGroups, {})).items).toEqual([]);
});

test('a group made below another has its id below, and needs no binding of its own', async () => {
  const { owner, root } = ours;
  const group = { name: 'team a', description: 'the first team' };
  const made = await owner.does(createGroup, { parent: root, group });
  expect(made).toMatchObject(group);
  expect(parentOf(made.id)).toBe(root);
  expect(made.createdAt).toBe(made.updatedAt);
  const deeper = await owner.does(createGroup, { parent: made.id, group: { name: 'deeper' } });
  expect(deeper.description).toBe('');
  expect((await owner.does(listRoleBindings, { group: deeper.id })).items).toEqual([]);
});

test('nothing is made below what is not there, is no group, or belongs to others', async () => {
  const { owner, root } = ours;
  const [binding] = (await owner.does(listRoleBindings, {})).items;
  const elsewhere = (await organisation(home, 'elsewhere')).root;
  for (const parent of [newChild(root), newRoot(), elsewhere, binding?.id ?? root]) {
    const { status } = await owner.fails(createGroup, { parent, group: { name: 'lost' } });
    expect(status, parent).toBe(404);
  }
});

test('groups nest as deep as ids have room for what stands in them, and no deeper', async () => {
  const { owner, root } = ours;
  let parent: Uidp = root;
  for (let depth = 2; depth <= deepestGroup; depth += 1) {
    parent = (await owner.does(createGroup, { parent, group: { name: `level ${depth}` } })).id;
  }
  const refused = await owner.fails(createGroup, { parent, group: { name: 'too deep' } });
  expect(refused).toMatchObject({ status: 400, reason: 'FAILED_PRECONDITION', place: 'parent' });
  expect((await owner.does(listGroups, { id: parent })).items).toHaveLength(1);
});

test('every fault of a name and a description is said at once', async () => {
  const group = { name: 'No Capitals!', description: 'd'.repeat(1025) };
  const { faults, status } = await ours.owner.fails(createRootGroup, { group });
  expect(status).toBe(400);
  expect(faults.map(({ place }) => place)).toEqual(['group.name', 'group.description']);
});
