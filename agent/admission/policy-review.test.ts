// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { reviewOf } from '../../test/fixtures/agent/means.ts';
import { reviewPolicy } from './policy-review.ts';

const policy = (spec: object) => ({
  apiVersion: 'policy.sigstore.dev/v1beta1',
  kind: 'ClusterImagePolicy',
  metadata: { name: 'sample', uid: 'u', generation: 1, managedFields: [] },
  spec,
});
const reviewed = (object: object, over = {}) => reviewPolicy(reviewOf({ object, ...over }));

test('a policy is let in, with what cannot mean what it says as warnings', async () => {
  const answer = await reviewed(
    policy({ images: [{ glob: '**' }], authorities: [{ keyless: {} }] }),
  );
  expect(answer).toMatchObject({
    allowed: true,
    warnings: [expect.stringContaining('spec.authorities[0]')],
  });
});

test('every fault of a policy is told at once, in upstream’s words', async () => {
  const answer = await reviewed(policy({ images: [{ glob: '[' }], authorities: [{}], mode: 'x' }));
  expect(answer).toMatchObject({ allowed: false, code: 400 });
  const { message = '' } = answer.allowed ? {} : answer;
  expect(message).toMatch(/^validation failed: /);
  expect(message).toContain('spec.images[0].glob');
  expect(message).toContain('expected exactly one, got neither');
  expect(message).toContain('invalid value: x: spec.mode');
});

test('so is a TrustRoot', async () => {
  const object = { ...policy({}), apiVersion: 'policy.sigstore.dev/v1alpha1', kind: 'TrustRoot' };
  expect(await reviewed(object)).toMatchObject({
    allowed: false,
    message: expect.stringContaining('expected exactly one, got neither: spec.remote'),
  });
});

test('a deletion and a status are none of its business', async () => {
  expect(await reviewed(policy({}), { operation: 'DELETE' })).toEqual({ allowed: true });
  expect(await reviewed(policy({}), { subResource: 'status' })).toEqual({ allowed: true });
});
