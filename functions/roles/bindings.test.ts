// SPDX-License-Identifier: Apache-2.0
import { afterAll, expect, test } from 'vitest';
import { createGroup, listGroups } from '../../core/api/groups.ts';
import { createIdentity } from '../../core/api/identities.ts';
import {
  createRoleBinding,
  deleteRoleBinding,
  listRoleBindings,
  updateRoleBinding,
} from '../../core/api/role-bindings.ts';
import { createRole } from '../../core/api/roles.ts';
import { editor, gulfstream, owner as ownerRole, viewer } from '../../core/iam/roles.ts';
import { newChild, newRoot, type Uidp } from '../../core/iam/uidp.ts';
import { besideOthers } from '../../test/fixtures/at-home.ts';
import { type Caller, person } from '../../test/fixtures/caller.ts';
import { type Organisation, organisation } from '../../test/fixtures/organisation.ts';

const { home, ours, theirs, team } = await besideOthers();
afterAll(() => home.close());

const someone = (who: string) => person(home, `${who}@example.com`);
const bindingOf = async ({ owner, root }: Organisation, { id }: Caller, group = root) =>
  (await owner.does(listRoleBindings, { identity: id, group })).items[0]?.id ?? newChild(root);
const sees = async (caller: Caller) =>
  (await caller.does(listGroups, {})).items.map(({ name }) => name).sort();

test('a binding gives its role at the group and below, at once, and is gone at the next request', async () => {
  const { owner, root } = ours;
  const caller = await someone('bound');
  const roleBinding = { identity: caller.id, role: viewer.id };
  const made = await owner.does(createRoleBinding, { parent: root, roleBinding });
  expect(made).toMatchObject({
    group: root,
    identity: caller.id,
    identityName: 'bound@example.com',
    role: { id: viewer.id, name: 'viewer' },
  });
  expect(await sees(caller)).toEqual(['ours', 'team']);
  await owner.does(deleteRoleBinding, { id: made.id });
  expect(await sees(caller)).toEqual([]);
  expect((await owner.fails(deleteRoleBinding, { id: made.id })).status).toBe(404);
});

test('another role in a binding counts from the next request on', async () => {
  const { owner, root } = ours;
  const caller = await ours.joined('changed', viewer);
  const id = await bindingOf(ours, caller);
  const group = { parent: root, group: { name: 'by the changed' } };
  expect((await caller.fails(createGroup, group)).status).toBe(403);
  const after = await owner.does(updateRoleBinding, { id, role: ownerRole.id });
  expect(after).toMatchObject({
    id,
    role: { name: 'owner' },
    identityName: 'changed@ours.example.com',
  });
  await caller.does(createGroup, group);
  await owner.does(updateRoleBinding, { id, role: editor.id });
  expect((await caller.fails(createGroup, group)).status).toBe(403);
});

test('nobody gives a role that allows what they lack there, neither anew nor in a binding', async () => {
  const binder = await ours.owner.does(createRole, {
    parent: ours.root,
    role: {
      name: 'binder',
      capabilities: ['role_bindings.create', 'role_bindings.update', ...viewer.capabilities],
    },
  });
  const caller = await ours.joined('binder', binder, team);
  const friend = await someone('friend');
  const give = (role: Uidp, parent = team) =>
    caller.tries(createRoleBinding, { parent, roleBinding: { identity: friend.id, role } });
  expect(await give(editor.id)).toBe(403);
  expect(await give(ownerRole.id)).toBe(403);
  expect(await give(viewer.id, ours.root)).toBe(403);
  expect(await give(viewer.id)).toBe(200);
  expect(await give(binder.id)).toBe(200);
  const id = await bindingOf(ours, caller, team);
  const refused = await caller.fails(updateRoleBinding, { id, role: ownerRole.id });
  expect(refused).toMatchObject({ status: 403, message: expect.stringContaining('policy.create') });
});

test('a place above is no place below: an owner of a team gives nothing at the root', async () => {
  const lead = await ours.joined('lead', ownerRole, team);
  const friend = await someone('friend-of-lead');
  const roleBinding = { identity: friend.id, role: viewer.id };
  await lead.does(createRoleBinding, { parent: team, roleBinding });
  expect(await lead.tries(createRoleBinding, { parent: ours.root, roleBinding })).toBe(403);
  const id = await bindingOf(ours, ours.viewer);
  expect(await lead.tries(deleteRoleBinding, { id })).toBe(403);
});

test('the cluster role is neither given nor taken by binding', async () => {
  const caller = await ours.joined('no-cluster', viewer);
  const id = await bindingOf(ours, caller);
  const roleBinding = { identity: caller.id, role: gulfstream.id };
  expect(await ours.owner.tries(createRoleBinding, { parent: team, roleBinding })).toBe(403);
  expect(await ours.owner.tries(updateRoleBinding, { id, role: gulfstream.id })).toBe(403);
});

test('the same role at the same group is given once', async () => {
  const { owner, root } = ours;
  const caller = await ours.joined('once', viewer);
  const roleBinding = { identity: caller.id, role: viewer.id };
  const twin = await owner.fails(createRoleBinding, { parent: root, roleBinding });
  expect(twin).toMatchObject({ status: 409, place: await bindingOf(ours, caller) });
  const second = { parent: root, roleBinding: { identity: caller.id, role: editor.id } };
  const { id } = await owner.does(createRoleBinding, second);
  expect(await owner.tries(updateRoleBinding, { id, role: viewer.id })).toBe(409);
  expect(await owner.tries(updateRoleBinding, { id, role: editor.id })).toBe(200);
});

test('who has never logged in, and machines of other organisations, are not bound', async () => {
  const claimMatch = { issuer: 'https://ci.example.com', subject: 'job' };
  const machine = { name: 'theirs', claimMatch };
  const foreign = await theirs.owner.does(createIdentity, {
    parent: theirs.root,
    identity: machine,
  });
  for (const identity of [newRoot(), newChild(ours.root), foreign.id, ours.root]) {
    const roleBinding = { identity, role: viewer.id };
    const refused = await ours.owner.fails(createRoleBinding, { parent: team, roleBinding });
    expect(refused).toMatchObject({ status: 404, place: 'roleBinding.identity' });
  }
});

test('roles, groups and bindings of others are not there', async () => {
  const { owner } = theirs;
  const identity = owner.id;
  const id = await bindingOf(ours, ours.viewer);
  const mine = await bindingOf(theirs, theirs.viewer);
  const role = await ours.owner.does(createRole, {
    parent: ours.root,
    role: { name: 'ours only', capabilities: ['groups.list'] },
  });
  const roleBinding = { identity, role: role.id };
  expect(await owner.tries(createRoleBinding, { parent: theirs.root, roleBinding })).toBe(404);
  expect(await owner.tries(updateRoleBinding, { id: mine, role: role.id })).toBe(404);
  expect(await owner.tries(updateRoleBinding, { id, role: viewer.id })).toBe(404);
  expect(await owner.tries(deleteRoleBinding, { id })).toBe(404);
});

test('the last owner of a root stays, until there is another', async () => {
  const { owner, root } = await organisation(home, 'single');
  const org = { owner, root } as Organisation;
  const id = await bindingOf(org, owner);
  const refused = await owner.fails(deleteRoleBinding, { id });
  expect(refused).toMatchObject({ status: 400, message: `the last owner of ${root} stays` });
  expect(await owner.tries(updateRoleBinding, { id, role: viewer.id })).toBe(400);
  expect(await owner.tries(updateRoleBinding, { id, role: ownerRole.id })).toBe(200);
  const second = await someone('second-owner');
  const roleBinding = { identity: second.id, role: ownerRole.id };
  // An owner of a group below the root is no owner of the root.
  const { id: below } = await owner.does(createGroup, { parent: root, group: { name: 'below' } });
  await owner.does(createRoleBinding, { parent: below, roleBinding });
  expect(await owner.tries(deleteRoleBinding, { id })).toBe(400);
  await owner.does(createRoleBinding, { parent: root, roleBinding });
  await owner.does(deleteRoleBinding, { id });
  expect(await sees(owner)).toEqual([]);
});

test('two last owners who leave at the same moment: one stays', async () => {
  for (let round = 0; round < 5; round += 1) {
    const org = await organisation(home, `leaving-${round}`);
    const second = await org.joined('second', ownerRole);
    const [one, other] = [await bindingOf(org, org.owner), await bindingOf(org, second)];
    const answers = await Promise.all([
      org.owner.tries(deleteRoleBinding, { id: one }),
      round % 2 === 0
        ? second.tries(deleteRoleBinding, { id: other })
        : second.tries(updateRoleBinding, { id: other, role: viewer.id }),
    ]);
    expect(answers.filter((status) => status === 200)).toHaveLength(1);
    const left = (await org.viewer.does(listRoleBindings, { role: ownerRole.id })).items;
    expect(left).toHaveLength(1);
  }
});

test('bindings are found by id, group, identity, role and place, and several filters narrow', async () => {
  const { owner, root } = ours;
  const caller = await ours.joined('found', viewer, team);
  const id = await bindingOf(ours, caller, team);
  const found = async (filters: object) =>
    (await owner.does(listRoleBindings, filters)).items.filter((each) => each.id === id).length;
  const { id: identity } = caller;
  for (const filters of [
    { id },
    { group: team },
    { identity },
    { role: viewer.id, identity },
    { 'uidp.childrenOf': team },
    { 'uidp.descendantsOf': root, identity },
    { id, group: team, 'uidp.childrenOf': team },
  ]) {
    expect(await found(filters), JSON.stringify(filters)).toBe(1);
  }
  for (const filters of [
    { group: root },
    { group: team, 'uidp.childrenOf': root },
    { group: root, 'uidp.childrenOf': team },
    { id, role: editor.id },
    { identity, group: root },
    { id, 'uidp.childrenOf': root },
  ]) {
    expect(await found(filters), JSON.stringify(filters)).toBe(0);
  }
  expect((await theirs.owner.does(listRoleBindings, { identity })).items).toEqual([]);
});
