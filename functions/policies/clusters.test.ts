// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readDesired } from '../../core/api/desired.ts';
import { createGroup } from '../../core/api/groups.ts';
import { countClusters, createPolicy, updatePolicy } from '../../core/api/policies.ts';
import { viewer } from '../../core/iam/roles.ts';
import type { Uidp } from '../../core/iam/uidp.ts';
import { authHome, type Home } from '../../test/fixtures/auth/home.ts';
import { type Agent, clusterIn, hasApplied } from '../../test/fixtures/cluster.ts';
import { type Organisation, organisation } from '../../test/fixtures/organisation.ts';
import { policyDocument } from '../../test/fixtures/policy.ts';

let home: Home;
let ours: Organisation;
let team: Uidp;
let other: Uidp;
const agents: Agent[] = [];
beforeAll(async () => {
  home = await authHome();
  ours = await organisation(home, 'ours');
  const { owner, root } = ours;
  const group = async (name: string) =>
    (await owner.does(createGroup, { parent: root, group: { name } })).id;
  [team, other] = [await group('team'), await group('other')];
  for (const place of [team, team, other]) agents.push(await clusterIn(home, place));
});
afterAll(() => home.close());

const policyIn = async (parent: Uidp, name: string) =>
  (await ours.owner.does(createPolicy, { parent, policy: { document: policyDocument(name) } })).id;

/** The agent applies what it should have. */
async function applies(agent: Agent | undefined, failing: Uidp[] = []): Promise<void> {
  if (agent === undefined) throw new Error('there is no such agent');
  const { revision } = await agent.does(readDesired, {});
  await hasApplied(home, agent, revision, failing);
}

const counted = async (caller = ours.owner, group?: Uidp) => {
  const { items } = await caller.does(countClusters, { group });
  return Object.fromEntries(
    items.map(({ policy, live, clusters }) => [policy, `${live}/${clusters}`]),
  );
};

test('a policy is live where its document is applied as it is in force, and does not fail', async () => {
  const high = await policyIn(ours.root, 'high');
  const low = await policyIn(team, 'low');
  expect(await counted()).toEqual({ [high]: '0/3', [low]: '0/2' });
  await applies(agents[0]);
  await applies(agents[2]);
  expect(await counted()).toEqual({ [high]: '2/3', [low]: '1/2' });
  await applies(agents[1], [low]);
  expect(await counted()).toEqual({ [high]: '3/3', [low]: '1/2' });

  const document = policyDocument('low', 'other.example/**');
  await ours.owner.does(updatePolicy, { id: low, document });
  expect(await counted()).toMatchObject({ [low]: '0/2' });
  await applies(agents[0]);
  expect(await counted()).toEqual({ [high]: '2/3', [low]: '1/2' });

  expect(await counted(ours.owner, other)).toEqual({ [high]: '1/1' });
  const colleague = await ours.joined('colleague', viewer, team);
  expect(await counted(colleague)).toEqual({ [high]: '1/2', [low]: '1/2' });
  expect((await colleague.fails(countClusters, { group: other })).status).toBe(403);
  const stranger = (await organisation(home, 'theirs')).owner;
  expect(await counted(stranger)).toEqual({});
});
