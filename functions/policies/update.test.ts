// SPDX-License-Identifier: Apache-2.0
import { afterAll, expect, test } from 'vitest';
import {
  activatePolicyVersion,
  createPolicy,
  listPolicies,
  listPolicyVersions,
  updatePolicy,
} from '../../core/api/policies.ts';
import { newChild } from '../../core/iam/uidp.ts';
import { atHome } from '../../test/fixtures/at-home.ts';
import { policyDocument } from '../../test/fixtures/policy.ts';

const { home, ours } = await atHome();
afterAll(() => home.close());

const made = (name: string) => {
  const policy = { document: policyDocument(name), description: 'as it was' };
  return ours.owner.does(createPolicy, { parent: ours.root, policy });
};
const versionsOf = async (policyId: string) =>
  (await ours.owner.does(listPolicyVersions, { policyId })).items;

test('another document makes a version and puts it in force', async () => {
  const { id } = await made('changes');
  const document = policyDocument('changes', 'registry.example.com/other/**');
  const after = await ours.owner.does(updatePolicy, { id, document });
  expect(after).toMatchObject({ document, description: 'as it was' });
  expect(after.enforcedVersion.name).toBe('v2');
  expect((await versionsOf(id)).map(({ name }) => name)).toEqual(['v2', 'v1']);
  expect((await ours.owner.does(listPolicies, { id })).items).toMatchObject([{ document }]);
});

test('another description makes no version, and neither does the same document', async () => {
  const before = await made('described');
  const { id, document } = before;
  const after = await ours.owner.does(updatePolicy, { id, description: 'as it is' });
  expect(after.description).toBe('as it is');
  expect(after.enforcedVersion).toEqual(before.enforcedVersion);
  await ours.owner.does(updatePolicy, { id, document });
  expect(await versionsOf(id)).toHaveLength(1);
});

test('the document of another name or kind is refused', async () => {
  const { id } = await made('named');
  const refused = await ours.owner.fails(updatePolicy, { id, document: policyDocument('other') });
  expect(refused).toMatchObject({ status: 400, place: 'metadata.name' });
  expect(await versionsOf(id)).toHaveLength(1);
});

test('a document with faults changes nothing', async () => {
  const { id, document } = await made('faulty');
  const wrong = document.replace('glob:', 'globe:');
  expect((await ours.owner.fails(updatePolicy, { id, document: wrong })).status).toBe(400);
  expect((await ours.owner.does(listPolicies, { id })).items).toMatchObject([{ document }]);
});

test('whoever edited an older version is told who came in between', async () => {
  const { id, enforcedVersion } = await made('edited');
  const change = (glob: string) => ({
    id,
    document: policyDocument('edited', glob),
    ifVersion: enforcedVersion.id,
  });
  const answers = await Promise.all(
    ['a.example/**', 'b.example/**'].map((glob) => ours.owner.tries(updatePolicy, change(glob))),
  );
  expect(answers.sort()).toEqual([200, 409]);
  const refused = await ours.owner.fails(updatePolicy, change('c.example/**'));
  expect(refused).toMatchObject({ reason: 'ABORTED', message: expect.stringContaining('v2') });
});

test('versions made at the same moment have numbers of their own', async () => {
  const { id } = await made('numbered');
  await Promise.all(
    ['a', 'b', 'c', 'd'].map((host) =>
      ours.owner.does(updatePolicy, {
        id,
        document: policyDocument('numbered', `${host}.example/**`),
      }),
    ),
  );
  expect((await versionsOf(id)).map(({ name }) => name)).toEqual(['v5', 'v4', 'v3', 'v2', 'v1']);
});

test('an earlier version is put in force again, and makes no version', async () => {
  const { id, document, enforcedVersion } = await made('back');
  await ours.owner.does(updatePolicy, { id, document: policyDocument('back', 'new.example/**') });
  const back = await ours.owner.does(activatePolicyVersion, { versionId: enforcedVersion.id });
  expect(back).toMatchObject({ id, document, enforcedVersion });
  expect(await versionsOf(id)).toHaveLength(2);
  const next = policyDocument('back', 'newer.example/**');
  const after = await ours.owner.does(updatePolicy, { id, document: next });
  expect(after.enforcedVersion.name).toBe('v3');
});

test('a version that is not there is not put in force, and a policy is no version', async () => {
  const { id } = await made('versioned');
  for (const versionId of [newChild(id), id, ours.root]) {
    expect((await ours.owner.fails(activatePolicyVersion, { versionId })).status).toBe(404);
  }
});

test('a policy that is not there is not changed', async () => {
  const id = newChild(ours.root);
  expect((await ours.owner.fails(updatePolicy, { id, description: 'x' })).status).toBe(404);
});
