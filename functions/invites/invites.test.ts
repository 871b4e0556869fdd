// SPDX-License-Identifier: Apache-2.0
import { afterAll, expect, test } from 'vitest';
import { register } from '../../core/api/auth.ts';
import {
  createInvite,
  deleteInvite,
  listInvites,
  longestInvite,
  usualInvite,
} from '../../core/api/invites.ts';
import { createRole, updateRole } from '../../core/api/roles.ts';
import type { Capability } from '../../core/iam/capabilities.ts';
import { editor, gulfstream, owner as ownerRole, viewer } from '../../core/iam/roles.ts';
import { newChild, type Uidp } from '../../core/iam/uidp.ts';
import { besideOthers } from '../../test/fixtures/at-home.ts';
import { person } from '../../test/fixtures/caller.ts';
import { organisation } from '../../test/fixtures/organisation.ts';

const { home, ours, theirs, team } = await besideOthers();
afterAll(() => home.close());

const withRole = async (who: string, capabilities: Capability[], group = ours.root) => {
  const role = { name: who, capabilities };
  return ours.joined(who, await ours.owner.does(createRole, { parent: ours.root, role }), group);
};

test('an invite lasts a week unless told, and its code is shown to its maker only, once', async () => {
  const { owner, root } = ours;
  const made = await owner.does(createInvite, { group: root, role: editor.id });
  const { code, ...kept } = made;
  expect(kept).toMatchObject({ group: root, role: { name: 'editor' }, singleUse: false });
  expect(Date.parse(made.expiration) - Date.parse(made.createdAt)).toBeLessThan(
    usualInvite * 1000 + 1000,
  );
  const { items } = await owner.does(listInvites, { id: made.id });
  expect(items).toEqual([kept]);
  expect(JSON.stringify(items)).not.toContain(code);
});

test('a life of nothing, of more than thirty days, and what is no e-mail, are refused at once', async () => {
  const request = { group: ours.root, role: viewer.id };
  for (const ttl of [0, -1, 1.5, longestInvite + 1]) {
    expect((await ours.owner.fails(createInvite, { ...request, ttl })).place).toBe('ttl');
  }
  const both = { ...request, ttl: 0, email: 'nobody' };
  expect((await ours.owner.fails(createInvite, both)).faults).toHaveLength(2);
});

test('nobody invites to a role that allows what they lack, nor without the right to invite and to bind', async () => {
  const inviting: Capability[] = ['group_invites.create', 'role_bindings.create'];
  const inviter = await withRole('inviter', [...inviting, ...viewer.capabilities], team);
  const invite = (role: Uidp, group = team) => inviter.tries(createInvite, { group, role });
  expect(await invite(viewer.id)).toBe(200);
  expect(await invite(editor.id)).toBe(403);
  expect(await invite(ownerRole.id)).toBe(403);
  expect(await invite(viewer.id, ours.root)).toBe(403);
  for (const lacking of inviting) {
    const capabilities = ownerRole.capabilities.filter((name) => name !== lacking);
    const almost = await withRole(`without ${lacking}`.replace(/\W/g, '-'), capabilities);
    const refused = await almost.fails(createInvite, { group: team, role: viewer.id });
    expect(refused.message).toBe(`you lack ${lacking} at ${team}`);
  }
});

test('whoever may install clusters invites clusters, and nobody else by that', async () => {
  const request = { group: team, role: gulfstream.id };
  await ours.editor.does(createInvite, request);
  await ours.owner.does(createInvite, request);
  expect(await ours.viewer.tries(createInvite, request)).toBe(403);
  expect(await ours.editor.tries(createInvite, { group: team, role: viewer.id })).toBe(403);
  expect(await theirs.owner.tries(createInvite, request)).toBe(404);
});

test('groups and roles of others, and those that are not there, are not invited to', async () => {
  const { owner, root } = ours;
  const role = { name: 'theirs', capabilities: ['groups.list' as const] };
  const foreign = await theirs.owner.does(createRole, { parent: theirs.root, role });
  for (const request of [
    { group: theirs.root, role: viewer.id },
    { group: newChild(root), role: viewer.id },
    { group: root, role: foreign.id },
    { group: root, role: newChild(root) },
    { group: root, role: root },
  ]) {
    expect(await owner.tries(createInvite, request)).toBe(404);
  }
});

test('an invite that is deleted is worth nothing, and one of others is not deleted', async () => {
  const { owner, root } = ours;
  const { id, code } = await owner.does(createInvite, { group: root, role: viewer.id });
  expect(await theirs.owner.tries(deleteInvite, { id })).toBe(404);
  expect(await ours.editor.tries(deleteInvite, { id })).toBe(403);
  await owner.does(deleteInvite, { id });
  const late = await person(home, 'late@example.com');
  expect(await late.tries(register, { code })).toBe(404);
  expect(await owner.tries(deleteInvite, { id })).toBe(404);
});

test('a code whose role was widened since counts only while the inviter holds all of it', async () => {
  const { owner, root } = ours;
  const capabilities: Capability[] = ['groups.list'];
  const role = await owner.does(createRole, { parent: root, role: { name: 'wide', capabilities } });
  const inviter = await withRole('small-inviter', [
    'group_invites.create',
    'role_bindings.create',
    'groups.list',
  ]);
  const { code } = await inviter.does(createInvite, { group: root, role: role.id });
  await owner.does(updateRole, { id: role.id, capabilities: ['groups.list', 'policy.delete'] });
  const guest = await person(home, 'wide-guest@example.com');
  expect(await guest.tries(register, { code })).toBe(403);
  await owner.does(updateRole, { id: role.id, capabilities });
  expect(await guest.tries(register, { code })).toBe(200);
});

test('invites are found by id, group and place, by those who may list them, in pages', async () => {
  const { owner } = ours;
  const { root } = await organisation(home, 'listed');
  expect((await owner.does(listInvites, { group: root })).items).toEqual([]);
  const before = await owner.does(listInvites, { group: team });
  const made = await owner.does(createInvite, {
    group: team,
    role: viewer.id,
    email: 'a@b.example',
  });
  const ids = async (filters: object, caller = owner) =>
    (await caller.does(listInvites, filters)).items.map(({ id }) => id);
  expect(await ids({ group: team })).toHaveLength(before.items.length + 1);
  expect(await ids({ id: made.id, group: team })).toEqual([made.id]);
  expect(await ids({ id: made.id, group: ours.root })).toEqual([]);
  expect(await ids({ 'uidp.childrenOf': team })).toContain(made.id);
  expect(await ids({ id: made.id }, ours.viewer)).toEqual([made.id]);
  expect(await ids({ id: made.id }, theirs.owner)).toEqual([]);
  const first = await owner.does(listInvites, { pageSize: 1 });
  const pageToken = first.nextPageToken ?? '';
  expect(await ids({ pageSize: 1, pageToken })).not.toEqual(first.items.map(({ id }) => id));
  expect(await theirs.owner.tries(listInvites, { pageToken })).toBe(400);
});

test('whoever made an invite may take it back, and nobody else without the right to', async () => {
  const { editor: maker, root } = ours;
  const cluster = { group: root, role: gulfstream.id };
  const [mine, kept] = [
    await maker.does(createInvite, cluster),
    await ours.owner.does(createInvite, cluster),
  ];
  await maker.does(deleteInvite, { id: mine.id });
  expect(await maker.tries(deleteInvite, { id: kept.id })).toBe(403);
  expect(await maker.tries(deleteInvite, { id: mine.id })).toBe(403);
});
