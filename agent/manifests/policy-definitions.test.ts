// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import * as z from 'zod';
import { clusterImagePolicySpec } from '../../core/policy/cluster-image-policy.ts';
import { trustRootSpec } from '../../core/policy/trust-root.ts';
import { policyDefinitions } from './policy-definitions.ts';

/** A schema as far as both kinds of it say the same: the fields, by path. */
const schema = z.looseObject({
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
});
function pathsOf(found: unknown, at = ''): string[] {
  const { properties = {}, items, anyOf = [] } = schema.parse(found);
  return [
    ...Object.entries(properties).flatMap(([field, each]) => [
      `${at}.${field}`,
      ...pathsOf(each, `${at}.${field}`),
    ]),
    ...(items === undefined ? [] : pathsOf(items, `${at}[]`)),
    ...anyOf.flatMap((each) => pathsOf(each, at)),
  ].sort();
}

test.each([
  ['ClusterImagePolicy', clusterImagePolicySpec],
  ['TrustRoot', trustRootSpec],
])('every field that a %s may have is kept by the API server, in each version', (kind, spec) => {
  const [definition] = policyDefinitions.filter((each) => each.spec.names.kind === kind);
  const read = pathsOf(z.toJSONSchema(spec));
  expect(read.length).toBeGreaterThan(10);
  for (const { schema } of definition?.spec.versions ?? []) {
    expect(pathsOf(schema.openAPIV3Schema.properties.spec)).toEqual(read);
  }
});

test('the names are upstream’s, and objects need no conversion', () => {
  expect(policyDefinitions.map(({ metadata, spec }) => [metadata.name, spec.scope])).toEqual([
    ['clusterimagepolicies.policy.sigstore.dev', 'Cluster'],
    ['trustroots.policy.sigstore.dev', 'Cluster'],
  ]);
  const [policies] = policyDefinitions;
  expect(policies?.spec.conversion).toEqual({ strategy: 'None' });
  expect(policies?.spec.versions.map(({ name, storage }) => [name, storage])).toEqual([
    ['v1alpha1', true],
    ['v1beta1', false],
  ]);
});
