// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { followingRights } from './following-rights.ts';

const { cluster, agent, policies } = followingRights;
const all = [...cluster, ...agent, ...policies];

test('nothing is granted by a star', () => {
  const granted = all.flatMap(({ apiGroups, resources, verbs }) => [
    ...apiGroups,
    ...resources,
    ...verbs,
  ]);
  expect(granted.filter((each) => each.includes('*'))).toEqual([]);
});

test('no secret is listed or watched, and none outside its own namespaces touched', () => {
  const secrets = [...agent, ...policies].filter(({ resources }) => resources.includes('secrets'));
  const verbs = new Set(secrets.flatMap((each) => each.verbs));
  expect([...verbs].sort()).toEqual(['create', 'delete', 'get', 'patch']);
  expect(cluster.flatMap(({ resources }) => resources)).not.toContain('secrets');
});

test('in the whole cluster nothing but policies is written', () => {
  const written = cluster.filter(({ verbs }) =>
    verbs.some((verb) => !['get', 'list', 'watch'].includes(verb)),
  );
  expect(written.flatMap(({ resources }) => resources)).toEqual([
    'clusterimagepolicies',
    'trustroots',
  ]);
});
