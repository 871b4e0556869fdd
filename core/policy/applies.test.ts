// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { digest, policyOf } from '../../test/fixtures/policy/pretended.ts';
import { applies, type Workload } from './applies.ts';
import { namesOf } from './glob.ts';

const image = namesOf(`ghcr.io/acme/app@${digest}`);
const workload = (over: Partial<Workload> = {}): Workload => ({
  group: 'apps',
  version: 'v1',
  resource: 'deployments',
  labels: {},
  ...over,
});
const matching = (...match: unknown[]) =>
  policyOf({ match, authorities: [{ static: { action: 'pass' } }] });
const deployments = { group: 'apps', version: 'v1', resource: 'deployments' };
test.each([
  ['its resource', deployments, {}, true],
  ['another resource', deployments, { resource: 'daemonsets' }, false],
  ['another group', deployments, { group: '' }, false],
  ['another version', deployments, { version: 'v2' }, false],
  ['any version', { ...deployments, version: '*' }, { version: 'v2' }, true],
  ['no version', { ...deployments, version: '' }, {}, false],
  ['a resource in capitals', { ...deployments, resource: 'Deployments' }, {}, true],
  [
    'a label',
    { ...deployments, selector: { matchLabels: { a: 'b' } } },
    { labels: { a: 'b' } },
    true,
  ],
  ['a label it lacks', { ...deployments, selector: { matchLabels: { a: 'b' } } }, {}, false],
  [
    'an expression',
    {
      ...deployments,
      selector: { matchExpressions: [{ key: 'a', operator: 'NotIn', values: ['b'] }] },
    },
    { labels: { a: 'b' } },
    false,
  ],
  [
    'an expression on a label that is absent',
    { ...deployments, selector: { matchExpressions: [{ key: 'a', operator: 'DoesNotExist' }] } },
    {},
    true,
  ],
])('a policy limited to objects: %s', (_how, match, object, covered) => {
  expect(applies(matching(match), image, workload(object))).toBe(covered);
});

test('entries of match are alternatives, and without an object they exclude nothing', () => {
  const pods = { version: 'v1', resource: 'pods' };
  expect(applies(matching(pods, deployments), image, workload())).toBe(true);
  expect(applies(matching(pods), image)).toBe(true);
});
