// SPDX-License-Identifier: Apache-2.0
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type KubeObject, resources } from '../kube.ts';
import { heldPolicies } from './held.ts';

const object = (kind: string, name: string, more: object = {}): KubeObject => ({
  ...{ apiVersion: 'v1', kind, metadata: { name } },
  ...more,
});
const changes = () => {
  const told: string[] = [];
  const keep = ({ metadata }: KubeObject) => metadata.name.toUpperCase();
  const changed = (key: string, now?: string, before?: string) =>
    void told.push(`${key}: ${before ?? '-'} > ${now ?? '-'}`);
  return { told, options: { keep, changed } };
};

test('what comes and goes is told of to whoever watches its kind, and nobody else', () => {
  const held = heldPolicies();
  const { told, options } = changes();
  held.watch(resources.clusterImagePolicies, options);
  held.hold([object('ClusterImagePolicy', 'a'), object('TrustRoot', 'b')]);
  held.hold([object('ClusterImagePolicy', 'c')]);
  expect(told).toEqual(['a: - > A', 'c: - > C', 'a: A > -']);
});

test('whoever comes later sees what is there, and who has stopped hears nothing', () => {
  const held = heldPolicies();
  const { told, options } = changes();
  held.hold([object('TrustRoot', 'a')]);
  const watch = held.watch(resources.trustRoots, options);
  watch.stop();
  held.hold([]);
  expect(told).toEqual(['a: - > A']);
});

test('it is complete only when something was held, be it nothing', async () => {
  const held = heldPolicies();
  const { synced } = held.watch(resources.trustRoots, changes().options);
  let complete = false;
  void synced.then(() => {
    complete = true;
  });
  await setImmediate();
  expect(complete).toBe(false);
  held.hold([]);
  await synced;
});

test('a Secret is given as an API server gives it, and one that is not held is missing', async () => {
  const held = heldPolicies();
  held.hold([object('Secret', 'key', { stringData: { pub: 'PEM' }, data: undefined })]);
  const found = await held.get(resources.secrets, 'key', 'cosign-system');
  expect(found).toMatchObject({ data: { pub: Buffer.from('PEM').toString('base64') } });
  expect(await held.get(resources.secrets, 'other', 'cosign-system')).toBeUndefined();
});
