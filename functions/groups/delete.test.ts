// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { createAssociation } from '../../core/api/associations.ts';
import { register, validate } from '../../core/api/auth.ts';
import { deleteCluster } from '../../core/api/clusters.ts';
import { createGroup, deleteGroup, listGroups } from '../../core/api/groups.ts';
import { createIdentity } from '../../core/api/identities.ts';
import { putEvidence, sendRecords } from '../../core/api/ingest.ts';
import { createInvite } from '../../core/api/invites.ts';
import { createPolicy, deletePolicy, updatePolicy } from '../../core/api/policies.ts';
import {
  createRoleBinding,
  deleteRoleBinding,
  listRoleBindings,
} from '../../core/api/role-bindings.ts';
import { createRole } from '../../core/api/roles.ts';
import { createSubscription } from '../../core/api/subscriptions.ts';
import { owner as ownerRole, viewer } from '../../core/iam/roles.ts';
import type { Uidp } from '../../core/iam/uidp.ts';
import { clearDeparted } from '../../store/records.ts';
import { atHome } from '../../test/fixtures/at-home.ts';
import { clusterIn } from '../../test/fixtures/cluster.ts';
import { dump } from '../../test/fixtures/dump.ts';
import { organisation } from '../../test/fixtures/organisation.ts';
import { policyDocument } from '../../test/fixtures/policy.ts';
import { reportOf } from '../../test/fixtures/report.ts';

const { home, ours } = await atHome();
afterAll(() => home.close());

const child = async (parent: Uidp, name: string, by = ours.owner) =>
  (await by.does(createGroup, { parent, group: { name } })).id;

test('a group with groups and policies in it stays, and the error lists them', async () => {
  const { owner, root } = ours;
  const group = await child(root, 'full');
  const inner = await child(group, 'inner');
  const document = policyDocument('full-policy');
  const policy = await owner.does(createPolicy, { parent: group, policy: { document } });
  const refused = await owner.fails(deleteGroup, { id: group });
  expect(refused).toMatchObject({
    status: 400,
    reason: 'FAILED_PRECONDITION',
    faults: [
      { place: inner, fault: 'group "inner" is in it' },
      { place: policy.id, fault: 'policy "full-policy" is in it' },
    ],
    next: `chainctl policies delete ${policy.id}`,
  });
  await owner.does(deletePolicy, { id: policy.id });
  expect((await owner.fails(deleteGroup, { id: group })).next).toBe(
    `chainctl iam groups delete ${inner}`,
  );
  await owner.does(deleteGroup, { id: inner });
  await owner.does(deleteGroup, { id: group });
  expect((await owner.does(listGroups, { id: group })).items).toEqual([]);
});

test('of more than a hundred things in a group, a hundred are listed', async () => {
  const { owner, root } = ours;
  const group = await child(root, 'crowded');
  await Promise.all(Array.from({ length: 101 }, (_, index) => child(group, `inner ${index}`)));
  const { faults } = await owner.fails(deleteGroup, { id: group });
  expect(faults).toHaveLength(101);
  expect(faults.at(-1)).toEqual({ place: group, fault: 'more is in it' });
});

test('with a group go its invites, roles, bindings, machines and accounts, and nothing of it is left', async () => {
  const { owner, root } = ours;
  const before = Object.keys(await dump(home.service.documents));
  const group = await child(root, 'leaving');
  const { code } = await owner.does(createInvite, { group, role: viewer.id });
  await owner.does(createAssociation, { group, amazon: { account: '123456789012' } });
  const subscription = { sink: 'https://events.example.com/' };
  await owner.does(createSubscription, { parent: group, subscription });
  const lister = { name: 'lister', capabilities: ['groups.list' as const] };
  const role = await owner.does(createRole, { parent: group, role: lister });
  const claimMatch = { issuer: 'https://ci.example.com', subject: 'job' };
  const identity = await owner.does(createIdentity, {
    parent: group,
    identity: { name: 'ci', claimMatch, role: role.id },
  });
  // The machine of the group is bound above it as well.
  const roleBinding = { identity: identity.id, role: viewer.id };
  await owner.does(createRoleBinding, { parent: root, roleBinding });
  const guest = await ours.joined('guest', role, group);
  await owner.does(deleteGroup, { id: group });
  const left = Object.keys(await dump(home.service.documents)).filter(
    (key) => !before.includes(key) && !/^(events|people)\//.test(key),
  );
  expect(left).toEqual([]);
  expect((await guest.does(validate, {})).capabilities).toEqual([]);
  expect((await owner.does(listRoleBindings, { identity: identity.id })).items).toEqual([]);
  expect((await guest.fails(register, { code })).status).toBe(404);
});

test('of an organisation that is deleted as the manual says, its trail is left and nothing else', async () => {
  const before = Object.keys(await dump(home.service.documents));
  const org = await organisation(home, 'departing');
  const { owner, root } = org;
  const team = await child(root, 'team', owner);
  const document = policyDocument('departing');
  const policy = await owner.does(createPolicy, { parent: team, policy: { document } });
  const other = policyDocument('departing', 'other.example/**');
  await owner.does(updatePolicy, { id: policy.id, document: other });
  await owner.does(createInvite, { group: root, role: viewer.id });
  await owner.does(createAssociation, { group: root, amazon: { account: '123456789012' } });
  const agent = await clusterIn(home, team);
  const bytes = Buffer.from('evidence');
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  await agent.does(putEvidence, { digest, content: bytes.toString('base64') });
  await agent.does(sendRecords, { sequence: 1, records: [reportOf('app')] });

  await owner.does(deleteCluster, { id: agent.id });
  const muchLater = () => home.service.clock() + 600_000;
  await clearDeparted(home.service.documents, muchLater);
  await owner.does(deletePolicy, { id: policy.id });
  await owner.does(deleteGroup, { id: team });
  await owner.does(deleteGroup, { id: root });
  const left = Object.entries(await dump(home.service.documents)).filter(
    ([key]) => !before.includes(key) && !key.startsWith('people/'),
  );
  const trail = left.filter(([key]) => key.startsWith('events/'));
  expect(left).toEqual(trail);
  expect(trail.length).toBeGreaterThan(10);
  for (const [key, { data }] of trail) expect(data['ancestors'], key).toContain(root);
});

test('the owner of a root may delete it, and is then of no organisation', async () => {
  const founder = await organisation(home, 'ended');
  await founder.owner.does(deleteGroup, { id: founder.root });
  expect((await founder.owner.does(validate, {})).capabilities).toEqual([]);
  expect((await founder.viewer.does(listGroups, {})).items).toEqual([]);
  expect((await founder.owner.fails(deleteGroup, { id: founder.root })).status).toBe(404);
});

test('a machine that is the last owner of a root keeps the group that it belongs to', async () => {
  const org = await organisation(home, 'machines');
  const group = await org.owner.does(createGroup, { parent: org.root, group: { name: 'ci' } });
  const claimMatch = { issuer: 'https://ci.example.com', subject: 'job' };
  const machine = { name: 'ci', claimMatch };
  const { id } = await org.owner.does(createIdentity, { parent: group.id, identity: machine });
  const roleBinding = { identity: id, role: ownerRole.id };
  await org.owner.does(createRoleBinding, { parent: org.root, roleBinding });
  const keeper = await org.joined('keeper', ownerRole, group.id);
  const { items } = await org.owner.does(listRoleBindings, { identity: org.owner.id });
  await org.owner.does(deleteRoleBinding, { id: items[0]?.id ?? org.root });
  const { status, message } = await keeper.fails(deleteGroup, { id: group.id });
  expect({ status, message }).toEqual({
    status: 400,
    message: `the last owner of ${org.root} stays`,
  });
});

test('a group and a child made at the same moment: never a child without its group', async () => {
  const { owner, root } = ours;
  for (let round = 0; round < 5; round += 1) {
    const group = await child(root, `raced ${round}`);
    const [made] = await Promise.all([
      owner.tries(createGroup, { parent: group, group: { name: 'late' } }),
      owner.tries(deleteGroup, { id: group }),
    ]);
    const there = (await owner.does(listGroups, { 'uidp.descendantsOf': group })).items;
    const parent = (await owner.does(listGroups, { id: group })).items;
    expect([there.length, parent.length]).toEqual(made === 200 ? [1, 1] : [0, 0]);
  }
});
