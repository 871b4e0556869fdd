// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { type Applying, type KubeObject, type Resource, resources } from '../kube.ts';
import { managedLabel } from '../names.ts';
import { ensure } from './ensure.ts';

const resource: Resource = resources.clusterImagePolicies;
const policy = (glob: string, labels: Record<string, string> = { [managedLabel]: 'true' }) => ({
  apiVersion: 'policy.sigstore.dev/v1beta1',
  kind: 'ClusterImagePolicy',
  metadata: { name: 'one', labels },
  spec: { images: [{ glob }] },
});

/** An API server that has this object; what it is asked is written down. */
function having(there: KubeObject) {
  const asked: string[] = [];
  const kube = {
    get: async () => {
      asked.push('get');
      return there;
    },
    apply: async (_resource: Resource, _object: object, _applying: Applying) => {
      asked.push('apply');
      return there;
    },
  };
  return { kube, asked };
}

test('what was just listed as it should be is not read again', async () => {
  const { kube, asked } = having(policy('a'));
  await ensure(kube, { resource, object: policy('a') }, policy('a'));
  expect(asked).toEqual([]);
});

test('what was listed otherwise is read and written', async () => {
  const { kube, asked } = having(policy('b'));
  await ensure(kube, { resource, object: policy('a') }, policy('b'));
  expect(asked).toEqual(['get', 'apply']);
});

test('what somebody else wrote is left as it is, though it looks the same', async () => {
  const theirs = policy('a', {});
  const { kube, asked } = having(theirs);
  const ensured = ensure(kube, { resource, object: policy('a') }, theirs);
  await expect(ensured).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  expect(asked).toEqual(['get']);
});
