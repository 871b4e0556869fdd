// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGroup, listGroups, updateGroup } from '../../core/api/groups.ts';
import { createInvite, deleteInvite } from '../../core/api/invites.ts';
import {
  createRoleBinding,
  deleteRoleBinding,
  listRoleBindings,
} from '../../core/api/role-bindings.ts';
import { createRole, deleteRole, listRoles, updateRole } from '../../core/api/roles.ts';
import type { Capability } from '../../core/iam/capabilities.ts';
import { builtInRoles, editor, owner as ownerRole, viewer } from '../../core/iam/roles.ts';
import type { Uidp } from '../../core/iam/uidp.ts';
import { authHome, type Home } from '../../test/fixtures/auth/home.ts';
import { type Organisation, organisation } from '../../test/fixtures/organisation.ts';
import { allPages } from '../../test/fixtures/pages.ts';

let home: Home;
let ours: Organisation;
let theirs: Organisation;
let team: Uidp;
let other: Uidp;
beforeAll(async () => {
  home = await authHome();
  ours = await organisation(home, 'ours');
  theirs = await organisation(home, 'theirs');
  const group = async (name: string) =>
    (await ours.owner.does(createGroup, { parent: ours.root, group: { name } })).id;
  team = await group('team');
  other = await group('other');
});
afterAll(() => home.close());

const made = (name: string, capabilities: Capability[], parent = ours.root) =>
  ours.owner.does(createRole, { parent, role: { name, capabilities } });

test('a role is made of capabilities, each once and in order', async () => {
  const role = await made('twice', ['groups.list', 'events.list', 'groups.list']);
  expect(role).toMatchObject({ name: 'twice', description: '' });
  expect(role.capabilities).toEqual(['events.list', 'groups.list']);
});

test('nobody makes a role of what they lack, nor one of the cluster, nor one of nothing', async () => {
  const maker = await made('maker', ['roles.create', 'groups.list']);
  const caller = await ours.joined('maker', maker, team);
  const role = (capabilities: Capability[]) => ({
    parent: team,
    role: { name: 'made', capabilities },
  });
  await caller.does(createRole, role(['groups.list']));
  expect(await caller.fails(createRole, role(['groups.list', 'groups.delete']))).toMatchObject({
    status: 403,
    message: `you lack groups.delete at ${team}`,
  });
  for (const wrong of [['gulfstream'], [], ['groups.everything'], ['*']]) {
    expect(await ours.owner.tries(createRole, role(wrong as Capability[])), wrong[0]).toBe(400);
  }
});

test('whoever is bound to a role holds what it says from the moment it says so', async () => {
  const role = await made('growing', ['groups.list']);
  const caller = await ours.joined('growing', role, team);
  const rename = { id: team, name: 'renamed' };
  expect((await caller.fails(updateGroup, rename)).status).toBe(403);
  const more: Capability[] = ['groups.list', 'groups.update'];
  await ours.owner.does(updateRole, { id: role.id, capabilities: more });
  await caller.does(updateGroup, rename);
  await ours.owner.does(updateRole, { id: role.id, capabilities: ['groups.update'] });
  expect((await caller.does(listGroups, {})).items).toEqual([]);
});

test('nobody puts into a role what they lack; what is in it already may stay', async () => {
  const role = await made('edited', ['groups.delete', 'groups.list']);
  const roleEditor = await made('role editor', ['roles.update', 'groups.list', 'groups.update']);
  const caller = await ours.joined('role-editor', roleEditor);
  const { id } = role;
  const update = (capabilities: Capability[]) => ({ id, capabilities });
  await caller.does(updateRole, update(['groups.delete', 'groups.list', 'groups.update']));
  const refused = await caller.fails(updateRole, update(['groups.delete', 'policy.delete']));
  expect(refused).toMatchObject({ status: 403, message: `you lack policy.delete at ${ours.root}` });
  expect((await ours.owner.does(listRoles, { id })).items[0]?.capabilities).toHaveLength(3);
  await caller.does(updateRole, { id, name: 'renamed', description: 'by one who holds less' });
});

test('a role that somebody is bound to, or that an invite grants, stays, and the error lists who', async () => {
  const { owner, root } = ours;
  const role = await made('used', ['groups.list']);
  const caller = await ours.joined('user', role);
  const invite = await owner.does(createInvite, { group: root, role: role.id });
  const binding = (await owner.does(listRoleBindings, { identity: caller.id })).items[0];
  const refused = await owner.fails(deleteRole, { id: role.id });
  expect(refused).toMatchObject({ status: 400, reason: 'FAILED_PRECONDITION' });
  expect(refused.faults).toEqual([
    { place: binding?.id, fault: `${caller.id} is bound to it` },
    { place: invite.id, fault: 'an invite grants it' },
  ]);
  await owner.does(deleteRoleBinding, { id: binding?.id ?? root });
  expect((await owner.fails(deleteRole, { id: role.id })).faults).toHaveLength(1);
  await owner.does(deleteInvite, { id: invite.id });
  await owner.does(deleteRole, { id: role.id });
  expect((await owner.does(listRoles, { id: role.id })).items).toEqual([]);
  expect((await owner.fails(deleteRole, { id: role.id })).status).toBe(404);
});

test('a role is deleted or bound, never both', async () => {
  const { owner, root } = ours;
  for (let round = 0; round < 5; round += 1) {
    const role = await made(`raced ${round}`, ['groups.list']);
    const roleBinding = { identity: ours.viewer.id, role: role.id };
    const answers = await Promise.all([
      owner.tries(deleteRole, { id: role.id }),
      owner.tries(createRoleBinding, { parent: root, roleBinding }),
    ]);
    expect([
      [200, 404],
      [400, 200],
    ]).toContainEqual(answers);
  }
});

test('built-in roles are neither changed nor deleted, by nobody', async () => {
  for (const { id } of builtInRoles) {
    expect((await ours.owner.fails(updateRole, { id, name: 'mine' })).status).toBe(404);
    expect((await ours.owner.fails(deleteRole, { id })).status).toBe(404);
  }
});

test('a role is given in its group and below, not beside it, above it or in another organisation', async () => {
  const role = await made('of the team', ['groups.list'], team);
  const give = (parent: Uidp, caller = ours.owner) =>
    caller.tries(createRoleBinding, {
      parent,
      roleBinding: { identity: ours.viewer.id, role: role.id },
    });
  expect(await give(team)).toBe(200);
  expect(await give(other)).toBe(404);
  expect(await give(ours.root)).toBe(404);
  expect(await give(theirs.root, theirs.owner)).toBe(404);
});

test('everybody sees the built-in roles, and those made where they may list, in pages', async () => {
  const stranger = theirs.owner;
  const names = async (caller: typeof stranger, filters: object) =>
    (await caller.does(listRoles, filters)).items.map(({ name }) => name);
  const builtIn = ['viewer', 'editor', 'owner', 'gulfstream'];
  expect(await names(stranger, {})).toEqual(builtIn);
  expect(await names(stranger, { name: 'editor' })).toEqual(['editor']);
  expect(await names(stranger, { id: viewer.id })).toEqual(['viewer']);
  expect(await names(ours.viewer, { 'uidp.childrenOf': team })).toContain('of the team');
  expect(await names(ours.viewer, { 'uidp.childrenOf': team })).not.toContain('viewer');
  const whole = await names(ours.owner, {});
  expect(whole.slice(0, 4)).toEqual(builtIn);
  const found = await allPages(3, (page) => ours.owner.does(listRoles, page));
  expect(found.map(({ name }) => name)).toEqual(whole);
});

test('the built-in roles allow what the walkthrough says: an editor writes no policy, a viewer changes nothing', () => {
  expect(viewer.capabilities.every((name) => name.endsWith('.list'))).toBe(true);
  expect(viewer.capabilities).not.toContain('events.list');
  expect(editor.capabilities).toContain('clusters.create');
  expect(
    editor.capabilities.filter((name) => /^(policy|role|group_invites|identity)/.test(name)),
  ).toEqual(
    viewer.capabilities.filter((name) => /^(policy|role|group_invites|identity)/.test(name)),
  );
  expect(ownerRole.capabilities).not.toContain('gulfstream');
});
