// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createGroup, deleteGroup } from '../../core/api/groups.ts';
import {
  activatePolicyVersion,
  createPolicy,
  deletePolicy,
  listPolicyVersions,
  updatePolicy,
} from '../../core/api/policies.ts';
import { newChild, type Uidp } from '../../core/iam/uidp.ts';
import { sweep } from '../../store/change.ts';
import { clusters, desired, groups } from '../../store/collections.ts';
import { settle } from '../../store/desired.ts';
import { at, below, create, find, put, select } from '../../store/kind.ts';
import { authHome, type Home } from '../../test/fixtures/auth/home.ts';
import { clusterIn } from '../../test/fixtures/cluster.ts';
import { type Organisation, organisation } from '../../test/fixtures/organisation.ts';
import { policyDocument } from '../../test/fixtures/policy.ts';
import { fanout } from './fan-out.ts';

let home: Home;
let count = 0;
beforeAll(async () => {
  home = await authHome();
});
afterAll(() => home.close());

/** An organisation with a group `team` that has a cluster, and one beside it that has none. */
async function fleet() {
  count += 1;
  const ours = await organisation(home, `fleet-${count}`);
  const group = async (name: string) =>
    (await ours.owner.does(createGroup, { parent: ours.root, group: { name } })).id;
  const [team, bare] = [await group('team'), await group('bare')];
  await clusterIn(home, team);
  return { ...ours, team, bare };
}

const policyIn = ({ owner }: Organisation, parent: Uidp, name: string) =>
  owner.does(createPolicy, { parent, policy: { document: policyDocument(name) } });

/** The names of what the clusters of the group should have; undefined where nothing is said. */
async function wanted(group: Uidp): Promise<string[] | undefined> {
  const state = await find(home.service.documents, desired, group);
  return state?.policies.map(({ name }) => name);
}

test('a group has what is in force there and above as soon as a cluster registers, and after each change', async () => {
  const ours = await fleet();
  expect(await wanted(ours.team)).toEqual([]);
  const high = await policyIn(ours, ours.root, 'high');
  const low = await policyIn(ours, ours.team, 'low');
  await policyIn(ours, ours.bare, 'aside');
  expect(await wanted(ours.team)).toEqual(['high', 'low']);
  expect(await wanted(ours.bare)).toBeUndefined();
  expect(await wanted(ours.root)).toBeUndefined();
  await clusterIn(home, ours.bare);
  expect(await wanted(ours.bare)).toEqual(['high', 'aside']);

  const document = policyDocument('low', 'other.example/**');
  const after = await ours.owner.does(updatePolicy, { id: low.id, document });
  const digest = async () =>
    (await find(home.service.documents, desired, ours.team))?.policies[1]?.digest;
  expect(await digest()).toBe(after.enforcedVersion.digest);
  const versions = await ours.owner.does(listPolicyVersions, { policyId: low.id });
  const versionId = versions.items[1]?.id ?? low.id;
  await ours.owner.does(activatePolicyVersion, { versionId });
  expect(await digest()).toBe(low.enforcedVersion.digest);

  await ours.owner.does(deletePolicy, { id: high.id });
  expect(await wanted(ours.team)).toEqual(['low']);
});

test('what changes nothing in the list of documents writes nothing', async () => {
  const ours = await fleet();
  const made = await policyIn(ours, ours.root, 'described');
  const before = await home.service.documents.get(at(desired, ours.team));
  await ours.owner.does(updatePolicy, { id: made.id, description: 'in other words' });
  expect(await home.service.documents.get(at(desired, ours.team))).toEqual(before);
});

test('messages that come twice, out of order or a day late never bring an older state back', async () => {
  const publishing = vi.spyOn(home.service.topics, 'publish');
  const ours = await fleet();
  const made = await policyIn(ours, ours.root, 'first');
  await policyIn(ours, ours.team, 'second');
  await ours.owner.does(deletePolicy, { id: made.id });
  const messages = publishing.mock.calls.map(([, message]) => message);
  publishing.mockRestore();
  const before = await find(home.service.documents, desired, ours.team);
  expect(before?.policies.map(({ name }) => name)).toEqual(['second']);
  expect(messages.length).toBeGreaterThan(4);
  home.later(86_400_000);
  const consume = fanout(home.service);
  for (const message of [...messages.toReversed(), ...messages]) await consume(message);
  expect(await find(home.service.documents, desired, ours.team)).toEqual(before);
});

test('two changes at once are both there in the end', async () => {
  const ours = await fleet();
  const names = ['one', 'two', 'three', 'four'];
  await Promise.all(
    names.map((name, n) => policyIn(ours, n % 2 === 0 ? ours.root : ours.team, name)),
  );
  expect((await wanted(ours.team))?.sort()).toEqual(names.sort());
});

test('when publishing fails after the commit, sweep brings the change to the clusters', async () => {
  const ours = await fleet();
  const broken = vi.spyOn(home.service.topics, 'publish').mockRejectedValue(new Error('away'));
  await policyIn(ours, ours.root, 'unpublished');
  broken.mockRestore();
  expect(await wanted(ours.team)).toEqual([]);
  await sweep(home.service, 0);
  expect(await wanted(ours.team)).toEqual(['unpublished']);
});

test('a group that is gone should have nothing, however late it is heard that it had a cluster', async () => {
  const ours = await fleet();
  const { documents } = home.service;
  const there = await select(documents, clusters, { where: { parent: ours.team }, limit: 2 });
  for (const { id } of there) await documents.delete(at(clusters, id));
  await ours.owner.does(deleteGroup, { id: ours.team });
  expect(await wanted(ours.team)).toBeUndefined();
  await fanout(home.service)({
    id: 'late',
    attributes: { type: 'dev.chainguard.api.tenant.cluster.created.v1', group: ours.team },
    data: new Uint8Array(),
  });
  expect(await wanted(ours.team)).toBeUndefined();
});

test('a change above many groups reaches all of them, also when the function dies halfway', async () => {
  const ours = await fleet();
  const many = await groupsBelow(ours.bare, 230);
  await policyIn(ours, ours.root, 'for-all');
  const { documents, topics } = home.service;
  const held = async () => {
    const states = await select(documents, desired, { ...below(ours.bare), limit: 1000 });
    return states.filter(({ policies }) => policies[0]?.name === 'for-all').length;
  };
  expect(await held()).toBe(many.length);

  for (const part of [many.slice(0, 115), many.slice(115)]) await reset(part);
  const message = {
    id: 'again',
    attributes: { type: String(createPolicy.event), group: ours.root },
    data: new Uint8Array(),
  };
  let transactions = 0;
  const dying = {
    ...documents,
    transaction: (async (run) => {
      transactions += 1;
      if (transactions === 3) throw new Error('killed');
      return documents.transaction(run);
    }) satisfies typeof documents.transaction,
  };
  await expect(fanout({ documents: dying, topics })(message)).rejects.toThrow('killed');
  expect(await held()).toBeGreaterThan(0);
  expect(await held()).toBeLessThan(many.length);
  await fanout(home.service)(message);
  expect(await held()).toBe(many.length);
});

test('what is no change of ours, or says no place, is not acted on', async () => {
  const consume = fanout(home.service);
  const message = (attributes: Record<string, string>) =>
    consume({ id: 'odd', attributes, data: new Uint8Array() });
  await message({});
  await message({ type: 'dev.chainguard.api.iam.group.created.v1', group: 'nonsense' });
  const type = String(createPolicy.event);
  await expect(message({ type, group: '../../etc' })).rejects.toThrow('is not an id');
});

/** So many groups that have had a cluster each, written as they stand. */
async function groupsBelow(parent: Uidp, number: number): Promise<Uidp[]> {
  const made = Array.from({ length: number }, () => newChild(parent));
  const { documents } = home.service;
  const now = new Date(home.service.clock()).toISOString();
  for (const part of [made.slice(0, 115), made.slice(115)]) {
    await documents.transaction(async (transaction) => {
      for (const id of part) {
        const group = { id, parent, name: id.slice(-8), description: '' };
        create(transaction, groups, id, { ...group, createdAt: now, updatedAt: now });
      }
    });
    await settle(documents, part);
  }
  return made;
}

/** As if they had never been told of anything. */
const reset = (part: Uidp[]): Promise<void> =>
  home.service.documents.transaction(async (transaction) => {
    for (const group of part) {
      put(transaction, desired, group, { group, revision: 'none', sequence: 1, policies: [] });
    }
  });
