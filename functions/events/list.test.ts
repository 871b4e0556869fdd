// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listEvents } from '../../core/api/events.ts';
import { createGroup, deleteGroup, updateGroup } from '../../core/api/groups.ts';
import { createInvite } from '../../core/api/invites.ts';
import { createPolicy, updatePolicy } from '../../core/api/policies.ts';
import { owner as ownerRole, viewer } from '../../core/iam/roles.ts';
import type { Uidp } from '../../core/iam/uidp.ts';
import { authHome, type Home } from '../../test/fixtures/auth/home.ts';
import { type Organisation, organisation } from '../../test/fixtures/organisation.ts';
import { allPages } from '../../test/fixtures/pages.ts';
import { policyDocument } from '../../test/fixtures/policy.ts';

let home: Home;
let ours: Organisation;
let team: Uidp;
beforeAll(async () => {
  home = await authHome();
  ours = await organisation(home, 'ours');
  team = (await ours.owner.does(createGroup, { parent: ours.root, group: { name: 'team' } })).id;
});
afterAll(() => home.close());

const trail = async (group: Uidp, filters: object = {}) =>
  (await ours.owner.does(listEvents, { group, ...filters })).items;
const short = (type: string) => type.split('.').slice(3).join('.');

test('a change is in the trail: who, what, when, from where', async () => {
  const { owner } = ours;
  const before = Date.now();
  await owner.does(updateGroup, { id: team, name: 'renamed', description: 'why not' });
  const [event] = await trail(team);
  expect(event).toMatchObject({
    type: 'dev.chainguard.api.iam.group.updated.v1',
    subject: team,
    group: team,
    actor: {
      subject: owner.id,
      email: 'owner@ours.example.com',
      act: { iss: 'http://localhost/dev' },
    },
    from: { address: '127.0.0.1', client: 'node' },
    body: { name: 'renamed', description: 'why not' },
  });
  expect(Date.parse(event?.time ?? '')).toBeGreaterThanOrEqual(before);
  expect(Date.parse(event?.time ?? '')).toBeLessThanOrEqual(Date.now());
});

test('the trail of a group holds what happened below it, and nothing from beside or above it', async () => {
  const { owner, root } = ours;
  const group = (await owner.does(createGroup, { parent: root, group: { name: 'beside' } })).id;
  const leaf = (await owner.does(createGroup, { parent: team, group: { name: 'leaf' } })).id;
  const subjects = async (place: Uidp) => (await trail(place)).map(({ subject }) => subject);
  expect(await subjects(team)).toContain(leaf);
  expect(await subjects(team)).not.toContain(group);
  expect(await subjects(leaf)).toEqual([leaf]);
  expect(await subjects(root)).toEqual(expect.arrayContaining([group, leaf, root]));
  await owner.does(deleteGroup, { id: leaf });
  expect((await trail(team))[0]).toMatchObject({ subject: leaf, body: { name: 'leaf' } });
});

test('the newest comes first, and all pages together are the trail', async () => {
  const { owner, root } = ours;
  const { id } = await owner.does(createGroup, { parent: root, group: { name: 'paged' } });
  for (let count = 0; count < 6; count += 1) {
    await owner.does(updateGroup, { id, description: String(count) });
  }
  const found = await allPages(2, (page) => owner.does(listEvents, { group: id, ...page }));
  expect(found.map(({ body }) => body['description'])).toEqual(['5', '4', '3', '2', '1', '0', '']);
});

test('events are found by their type', async () => {
  const { owner } = ours;
  const { id } = await owner.does(createPolicy, {
    parent: team,
    policy: { document: policyDocument('typed') },
  });
  await owner.does(updatePolicy, { id, description: 'typed' });
  const type = 'dev.chainguard.api.iam.policy.updated.v1';
  expect((await trail(team, { type })).map((event) => event.subject)).toEqual([id]);
  expect(await trail(team, { type: 'nothing' })).toEqual([]);
});

test('events are found by what they happened to, as far as the group sees it', async () => {
  const { owner, root } = ours;
  const make = (name: string) =>
    owner.does(createPolicy, { parent: team, policy: { document: policyDocument(name) } });
  const { id: subject } = await make('followed');
  await make('beside-it');
  await owner.does(updatePolicy, { id: subject, description: 'once' });
  const found = await allPages(1, (page) =>
    owner.does(listEvents, { group: root, subject, ...page }),
  );
  expect(found.map((event) => [event.subject, short(event.type)])).toEqual([
    [subject, 'iam.policy.updated.v1'],
    [subject, 'iam.policy.created.v1'],
  ]);
  const type = 'dev.chainguard.api.iam.policy.created.v1';
  expect(await trail(root, { subject, type })).toEqual(found.slice(1));
  const beside = await owner.does(createGroup, { parent: root, group: { name: 'blind' } });
  expect(await trail(beside.id, { subject })).toEqual([]);
  const theirs = await organisation(home, 'foreign');
  const { items } = await theirs.owner.does(listEvents, { group: theirs.root, subject });
  expect(items).toEqual([]);
});

test('what is refused leaves no event, and neither does a list', async () => {
  const before = await trail(ours.root);
  await ours.viewer.tries(deleteGroup, { id: team });
  await ours.owner.tries(deleteGroup, { id: ours.root });
  expect(await trail(ours.root)).toEqual(before);
});

test('no secret is in an event: neither the code of an invite nor the body of a policy', async () => {
  const { owner, root } = ours;
  const { code } = await owner.does(createInvite, { group: root, role: viewer.id });
  const { key } = JSON.parse(Buffer.from(code, 'base64url').toString());
  const text = JSON.stringify(await trail(root));
  expect(text).toContain(short('dev.chainguard.api.iam.group_invite.created.v1'));
  expect(text).not.toContain(key);
  expect(text).not.toContain(code);
  expect(text).not.toContain('fulcio');
});

test('editors and owners read the trail of their group, viewers and others do not', async () => {
  await ours.editor.does(listEvents, { group: team });
  expect(await ours.viewer.tries(listEvents, { group: team })).toBe(403);
  const lead = await ours.joined('lead', ownerRole, team);
  await lead.does(listEvents, { group: team });
  expect(await lead.tries(listEvents, { group: ours.root })).toBe(403);
  const { owner } = await organisation(home, 'theirs');
  expect(await owner.tries(listEvents, { group: team })).toBe(404);
});

test('a token of another trail, of another person or of another list is refused', async () => {
  const { owner, root } = ours;
  const { nextPageToken = '' } = await owner.does(listEvents, { group: root, pageSize: 1 });
  await owner.does(listEvents, { group: root, pageToken: nextPageToken });
  expect(await owner.tries(listEvents, { group: team, pageToken: nextPageToken })).toBe(400);
  expect(await ours.editor.tries(listEvents, { group: root, pageToken: nextPageToken })).toBe(400);
  expect(await owner.tries(listEvents, { group: root, pageToken: 'MTIz' })).toBe(400);
});
