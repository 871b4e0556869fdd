// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { admissionRights } from './admission-rights.ts';

const everywhere = admissionRights.cluster;
const all = Object.values(admissionRights).flat();
const writes = ['create', 'update', 'patch', 'delete', 'deletecollection'];

test('nothing is granted by a star', () => {
  const granted = all.flatMap(({ apiGroups, resources, verbs }) => [
    ...apiGroups,
    ...resources,
    ...verbs,
  ]);
  expect(granted.filter((each) => each.includes('*'))).toEqual([]);
});

test('secrets of others are read by name alone: never listed, watched or written', () => {
  const secrets = everywhere.filter(({ resources }) => resources.includes('secrets'));
  expect(secrets.flatMap(({ verbs }) => verbs)).toEqual(['get']);
});

test('webhook configurations are those of our names, and nothing else is written in the cluster but events', () => {
  const written = everywhere.filter(({ verbs }) => verbs.some((verb) => writes.includes(verb)));
  expect(
    written.map(({ resources, resourceNames }) => [...resources, ...(resourceNames ?? [])]),
  ).toEqual([
    ['mutatingwebhookconfigurations', 'enforcer.chainguard.dev'],
    [
      'validatingwebhookconfigurations',
      'enforcer.chainguard.dev',
      'policy-validation.webhook.policy.sigstore.dev',
    ],
    ['events'],
  ]);
});
