// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { withDigest } from './mutate.ts';
import { isJudged } from './review.ts';
import { imagesOf } from './workload.ts';

const pod = {
  initContainers: [{ image: 'a' }],
  containers: [{ image: 'b' }, {}],
  ephemeralContainers: [{ image: 'c' }],
  volumes: [{ emptyDir: {} }, { image: { reference: '' } }, { image: { reference: 'd' } }],
};
const template = (image: string, replicas?: number) => ({
  spec: { replicas, template: { spec: { containers: [{ image }] } } },
});

test('every image of a pod is found, with its field; a container without one has an empty one', () => {
  expect(imagesOf('Pod', { spec: pod })).toEqual([
    { image: 'a', place: 'spec.initContainers[0].image' },
    { image: 'b', place: 'spec.containers[0].image' },
    { image: '', place: 'spec.containers[1].image' },
    { image: 'c', place: 'spec.ephemeralContainers[0].image' },
    { image: 'd', place: 'spec.volumes[2].image' },
  ]);
});

test('the fields of workloads are named in full', () => {
  expect(imagesOf('Job', template('a'))[0]?.place).toBe('spec.template.spec.containers[0].image');
  const cron = { spec: { jobTemplate: template('a') } };
  expect(imagesOf('CronJob', cron)[0]?.place).toBe(
    'spec.jobTemplate.spec.template.spec.containers[0].image',
  );
});

test.each([
  ['ConfigMap', {}],
  ['Pod', {}],
  ['Pod', { spec: { containers: 'a' } }],
  ['Deployment', { spec: {} }],
])(
  'an object that is none of its kind is an error and not an object without images: %s %j',
  (kind, object) => {
    expect(() => imagesOf(kind, object)).toThrow();
  },
);

const review = { subResource: '', kind: 'Deployment' };
test('a scaling down with the same images is not judged; with others, or up, it is', () => {
  const update = (object: unknown, oldObject: unknown) =>
    isJudged({ ...review, operation: 'UPDATE', object, oldObject });
  expect(update(template('a', 1), template('a', 2))).toBe(false);
  expect(update(template('a', 0), template('a'))).toBe(false);
  expect(update(template('b', 1), template('a', 2))).toBe(true);
  expect(update(template('a', 2), template('a', 1))).toBe(true);
  expect(update(template('a', 2), template('a', 2))).toBe(true);
  expect(update(template('a', 1), undefined)).toBe(true);
  expect(update({ spec: { replicas: 0 } }, { spec: { replicas: 1 } })).toBe(true);
});

test('what is deleted, going away or a mere status is not judged; all else is', () => {
  const object = template('a');
  expect(isJudged({ ...review, operation: 'CREATE', object })).toBe(true);
  expect(isJudged({ ...review, operation: 'DELETE', object })).toBe(false);
  expect(isJudged({ ...review, operation: 'UPDATE', subResource: 'status', object })).toBe(false);
  const going = { ...object, metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } };
  expect(isJudged({ ...review, operation: 'UPDATE', object: going })).toBe(false);
  const ephemeral = { ...review, kind: 'Pod', subResource: 'ephemeralcontainers' };
  expect(isJudged({ ...ephemeral, operation: 'UPDATE', object })).toBe(true);
});

test('a digest is put behind a tag, and only what is one', () => {
  const digest = `sha256:${'0'.repeat(64)}`;
  expect(withDigest('localhost:5000/a/b', digest)).toBe(`localhost:5000/a/b:latest@${digest}`);
  expect(withDigest(`bb@${digest}`, `sha256:${'1'.repeat(64)}`)).toBe(`bb@${digest}`);
  expect(() => withDigest('a/b', 'sha256:0')).toThrow('is no digest');
  expect(() => withDigest('in@valid', digest)).toThrow('could not parse reference');
});
