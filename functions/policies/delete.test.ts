// SPDX-License-Identifier: Apache-2.0
import { afterAll, expect, test } from 'vitest';
import {
  activatePolicyVersion,
  createPolicy,
  deletePolicy,
  listPolicies,
  listPolicyVersions,
  updatePolicy,
} from '../../core/api/policies.ts';
import { atHome } from '../../test/fixtures/at-home.ts';
import { dump } from '../../test/fixtures/dump.ts';
import { policyDocument } from '../../test/fixtures/policy.ts';

const { home, ours } = await atHome();
afterAll(() => home.close());

test('a policy goes with all its versions, of which a page shows 30, and gives its name back', async () => {
  const { owner, root } = ours;
  const before = Object.keys(await dump(home.service.documents));
  const policy = { document: policyDocument('goes') };
  const { id, enforcedVersion } = await owner.does(createPolicy, { parent: root, policy });
  for (let count = 0; count < 45; count += 1) {
    await owner.does(updatePolicy, {
      id,
      document: policyDocument('goes', `h${count}.example/**`),
    });
  }
  const page = await owner.does(listPolicyVersions, { policyId: id, pageSize: 500 });
  expect(page.items).toHaveLength(30);
  const asked = { policyId: id, pageSize: 500, pageToken: page.nextPageToken };
  expect((await owner.does(listPolicyVersions, asked)).items).toHaveLength(16);
  await owner.does(deletePolicy, { id });
  const left = Object.keys(await dump(home.service.documents)).filter(
    (key) => !before.includes(key) && !key.startsWith('events/'),
  );
  expect(left).toEqual([]);
  expect((await owner.does(listPolicies, { id })).items).toEqual([]);
  expect((await owner.fails(listPolicyVersions, { policyId: id })).status).toBe(404);
  const versionId = enforcedVersion.id;
  expect((await owner.fails(activatePolicyVersion, { versionId })).status).toBe(404);
  expect((await owner.fails(deletePolicy, { id })).status).toBe(404);
  await owner.does(createPolicy, { parent: root, policy });
});

test('a policy that is changed and deleted at the same moment is gone', async () => {
  const { owner, root } = ours;
  const policy = { document: policyDocument('raced') };
  const { id } = await owner.does(createPolicy, { parent: root, policy });
  const document = policyDocument('raced', 'other.example/**');
  await Promise.all([
    owner.tries(updatePolicy, { id, document }),
    owner.tries(deletePolicy, { id }),
    owner.tries(updatePolicy, { id, description: 'late' }),
  ]);
  expect((await owner.does(listPolicies, { id })).items).toEqual([]);
});
