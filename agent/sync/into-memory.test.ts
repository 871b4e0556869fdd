// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { parseUidp } from '../../core/iam/uidp.ts';
import { policyDocument } from '../../test/fixtures/policy.ts';
import type { KubeObject } from '../kube.ts';
import { intoMemory } from './into-memory.ts';
import type { DesiredPolicy } from './objects.ts';

const group = parseUidp('0'.repeat(40), 'group');
const ids = {
  a: parseUidp(`${group}/${'a'.repeat(16)}`, 'id'),
  b: parseUidp(`${group}/${'b'.repeat(16)}`, 'id'),
};
const policy = (name: 'a' | 'b', digest: string = name): DesiredPolicy => ({
  ...{ id: ids[name], name, digest },
  kind: 'ClusterImagePolicy',
});
const wanted = (...policies: DesiredPolicy[]) => ({ revision: '1', group, policies });

function memory(bodies: (digest: string) => Promise<string>) {
  const held: KubeObject[] = [];
  const hold = (objects: readonly KubeObject[]) => void held.splice(0, held.length, ...objects);
  const target = intoMemory({ hold }, bodies);
  return { target, names: () => held.map(({ metadata }) => metadata.name) };
}

test('what is wanted is held, and nothing else', async () => {
  const { target, names } = memory(async (digest) => policyDocument(digest));
  expect(await target.apply(wanted(policy('a'), policy('b')))).toEqual([]);
  expect(names()).toEqual(['a', 'b']);
  await target.apply(wanted(policy('b')));
  expect(names()).toEqual(['b']);
});

test('of a policy that cannot be read what was held before stays, and it is told', async () => {
  const { target, names } = memory(async (digest) => {
    if (digest === 'torn') throw new Error('torn');
    return policyDocument(digest);
  });
  await target.apply(wanted(policy('a')));
  const failing = await target.apply(wanted(policy('a', 'torn'), policy('b')));
  expect(failing).toMatchObject([{ policy: ids.a }]);
  expect(names()).toEqual(['a', 'b']);
});
