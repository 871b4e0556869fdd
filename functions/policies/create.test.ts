// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGroup } from '../../core/api/groups.ts';
import { createPolicy, deletePolicy, listPolicies } from '../../core/api/policies.ts';
import { newChild, type Uidp } from '../../core/iam/uidp.ts';
import { authHome, type Home } from '../../test/fixtures/auth/home.ts';
import { dump } from '../../test/fixtures/dump.ts';
import { type Organisation, organisation } from '../../test/fixtures/organisation.ts';
import { policyDocument } from '../../test/fixtures/policy.ts';

let home: Home;
let ours: Organisation;
let team: Uidp;
let other: Uidp;
beforeAll(async () => {
  home = await authHome();
  ours = await organisation(home, 'ours');
  const { owner, root } = ours;
  team = (await owner.does(createGroup, { parent: root, group: { name: 'team' } })).id;
  other = (await owner.does(createGroup, { parent: root, group: { name: 'other' } })).id;
});
afterAll(() => home.close());

const tries = (parent: Uidp, document: string) =>
  ours.owner.tries(createPolicy, { parent, policy: { document } });

test('a policy takes its name from its document and is in force as v1, by its author', async () => {
  const { owner, root } = ours;
  const document = policyDocument('first');
  const policy = { document, description: 'what we build' };
  const made = await owner.does(createPolicy, { parent: root, policy });
  expect(made).toMatchObject({
    group: root,
    name: 'first',
    kind: 'ClusterImagePolicy',
    mode: 'enforce',
    description: 'what we build',
    document,
    enforcedVersion: {
      name: 'v1',
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      author: { id: owner.id, email: 'owner@ours.example.com' },
    },
    warnings: [],
  });
});

test('what cannot mean what it says is a warning with its line, and the policy is made', async () => {
  const document = policyDocument('quoted', 'x').replace('"x"', '\u201cttl.sh/*\u201d');
  const made = await ours.owner.does(createPolicy, { parent: ours.root, policy: { document } });
  expect(made.warnings.map(({ line }) => line)).toContain(7);
  expect(made.document).not.toContain('\u201c');
});

test('a policy in mode warn says so', async () => {
  const document = policyDocument('warns').replace('spec:\n', 'spec:\n  mode: warn\n');
  const made = await ours.owner.does(createPolicy, { parent: ours.root, policy: { document } });
  expect(made.mode).toBe('warn');
});

test('every fault of a document is said with its line, and nothing is made', async () => {
  const document = policyDocument('Wrong Name').replace('glob:', 'globs:');
  const before = await dump(home.service.documents);
  const refused = await ours.owner.fails(createPolicy, { parent: ours.root, policy: { document } });
  expect(refused).toMatchObject({ status: 400, next: 'chainctl policies validate -f FILE' });
  expect(refused.faults.length).toBeGreaterThan(1);
  expect(refused.faults.every(({ line }) => line !== undefined)).toBe(true);
  expect(await dump(home.service.documents)).toEqual(before);
});

test.each([
  ['nothing', ''],
  ['no YAML', 'a: [1'],
  ['another kind', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n'],
  ['two policies', `${policyDocument('one')}---\n${policyDocument('two')}`],
  ['a text over the limit', policyDocument('long') + '#'.repeat(900_000)],
])('a document that is %s is refused', async (_what, document) => {
  expect(await tries(ours.root, document)).toBe(400);
});

test('a name is unique along a line of ancestry, up and down, and free beside it', async () => {
  const document = policyDocument('unique');
  const made = await ours.owner.does(createPolicy, { parent: team, policy: { document } });
  for (const parent of [team, ours.root]) {
    const refused = await ours.owner.fails(createPolicy, { parent, policy: { document } });
    expect(refused).toMatchObject({ status: 409, reason: 'ALREADY_EXISTS' });
    expect(refused.message).toBe(`ClusterImagePolicy "unique" exists already in ${made.id}`);
  }
  expect(await tries(other, document)).toBe(200);
  const inner = { parent: team, group: { name: 'inner' } };
  expect(await tries((await ours.owner.does(createGroup, inner)).id, document)).toBe(409);
  await ours.owner.does(deletePolicy, { id: made.id });
  expect(await tries(team, document)).toBe(200);
});

test('of those who race for one name along a line, one wins', async () => {
  const places = [ours.root, team, ours.root, team];
  for (let round = 0; round < 5; round += 1) {
    const document = policyDocument(`raced-${round}`);
    const answers = await Promise.all(places.map((parent) => tries(parent, document)));
    expect(answers.sort()).toEqual([200, 409, 409, 409]);
    const { items } = await ours.owner.does(listPolicies, { name: `raced-${round}` });
    expect(items).toHaveLength(1);
  }
});

test('another organisation is not told which names are taken here', async () => {
  const { owner, root } = await organisation(home, 'theirs');
  const document = policyDocument('first');
  await owner.does(createPolicy, { parent: root, policy: { document } });
  expect((await owner.fails(createPolicy, { parent: team, policy: { document } })).status).toBe(
    404,
  );
});

test('a policy needs a group that is there', async () => {
  expect(await tries(newChild(ours.root), policyDocument('lost'))).toBe(404);
});
