// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { podWith, reviewOf } from '../../test/fixtures/agent/means.ts';
import { ada, keyless, policyOf } from '../../test/fixtures/policy/pretended.ts';
import { wantingIn } from './images.ts';
import type { ReviewRequest } from './review.ts';

const everywhere = policyOf({ authorities: [keyless(ada)] });
const ofLabel = policyOf(
  {
    authorities: [keyless(ada)],
    match: [{ version: 'v1', resource: 'pods', selector: { matchLabels: { tier: 'web' } } }],
  },
  'of-label',
);
const judged = (over: Partial<ReviewRequest>, policies = [everywhere, ofLabel]) =>
  wantingIn(reviewOf(over), policies)?.images.map(({ image }) => image);
const update = (object: object, oldObject: object, over: Partial<ReviewRequest> = {}) =>
  judged({ operation: 'UPDATE', object, oldObject, ...over });

test('all images of what is created are judged', () => {
  expect(judged({ object: podWith(['a/b', 'c/d']) })).toEqual(['a/b', 'c/d']);
});

test('an update is judged for the images that it changes', () => {
  const before = podWith(['a/b', 'c/d']);
  expect(update(before, before)).toEqual([]);
  expect(update(podWith(['a/b', 'e/f']), before)).toEqual(['e/f']);
  expect(update(podWith(['a/b', 'c/d', 'e/f']), before)).toEqual(['e/f']);
});

test('an image that stays is judged where the policies of today match the object otherwise now', () => {
  const before = podWith(['a/b']);
  expect(update(podWith(['a/b'], { tier: 'web' }), before)).toEqual(['a/b']);
  expect(update(podWith(['a/b'], { other: 'x' }), before)).toEqual([]);
  expect(update(before, podWith(['a/b'], { tier: 'web' }))).toEqual(['a/b']);
});

test('and where a rule looks at what else the object says', () => {
  const before = podWith(['a/b']);
  const ruled = (more: object) => {
    const rule = { type: 'rego', data: 'package sigstore\nisCompliant = true', ...more };
    return policyOf({ authorities: [keyless(ada)], policy: rule }, 'ruled');
  };
  const changed = (more: object) => {
    const over = { operation: 'UPDATE', object: podWith(['a/b'], { other: 'x' }) };
    return judged({ ...over, oldObject: before }, [everywhere, ruled(more)]);
  };
  expect(changed({ includeObjectMeta: true })).toEqual(['a/b']);
  expect(changed({ includeSpec: true })).toEqual(['a/b']);
  expect(changed({})).toEqual([]);
});

test('so it is where a scaling down changes what the policies match', () => {
  const scaled = (replicas: number, labels: Record<string, string>) => ({
    metadata: { labels },
    spec: { replicas, template: { spec: { containers: [{ image: 'a/b' }] } } },
  });
  const kind = { group: 'apps', version: 'v1', kind: 'Deployment' };
  const resource = { group: 'apps', version: 'v1', resource: 'deployments' };
  const match = [{ ...resource, selector: { matchLabels: { tier: 'web' } } }];
  const policies = [policyOf({ authorities: [keyless(ada)], match })];
  const down = (labels: Record<string, string>) => {
    const over = { kind, resource, operation: 'UPDATE' };
    return judged({ ...over, object: scaled(1, labels), oldObject: scaled(2, {}) }, policies);
  };
  expect(down({})).toEqual([]);
  expect(down({ tier: 'web' })).toEqual(['a/b']);
});

test('an image that moves to another field is judged', () => {
  const before = { spec: { initContainers: [{ image: 'a/b' }], containers: [{ image: 'c/d' }] } };
  expect(update(podWith(['a/b']), before)).toEqual(['a/b']);
});

test('a debug container is judged, and not what ran before it', () => {
  const before = podWith(['unsigned/app']);
  const spec = { ...before.spec, ephemeralContainers: [{ image: 'de/bug' }] };
  const debugged = update({ ...before, spec }, before, { subResource: 'ephemeralcontainers' });
  expect(debugged).toEqual(['de/bug']);
});

test('what heals a cluster is never judged, nor what is deleted', () => {
  const object = podWith(['a/b']);
  for (const namespace of ['kube-system', 'gulfstream', 'cosign-system']) {
    expect(judged({ namespace, object })).toBeUndefined();
  }
  expect(judged({ operation: 'DELETE', object })).toBeUndefined();
});

test('an object that is not shaped as its kind is no object without images', () => {
  expect(() => judged({ object: { spec: {}, metadata: { labels: 1 } } })).toThrow();
  expect(() => update(podWith(['a/b']), { spec: { containers: 1 } })).toThrow();
});

test('an update whose old image is no reference is judged', () => {
  const before = podWith(['Not An Image']);
  expect(update(before, before)).toEqual(['Not An Image']);
});
