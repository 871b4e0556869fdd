// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Made, makeMeans, podWith, reviewOf } from '../../test/fixtures/agent/means.ts';
import { ada, keyless, policyOf } from '../../test/fixtures/policy/pretended.ts';
import { type MemoryRegistry, memoryRegistry } from '../../test/fixtures/registry/memory.ts';
import { pushImage } from '../../test/fixtures/registry/push.ts';
import { mutate } from './mutate.ts';

let memory: MemoryRegistry;
let made: Made;
let app: string;
let pinned: string;
beforeAll(async () => {
  memory = await memoryRegistry();
  app = `${memory.host}/app`;
  const { digest } = await pushImage(`${memory.url}/v2/app`, 'one', 'v1');
  pinned = `${app}:v1@${digest}`;
  made = makeMeans([policyOf({ authorities: [keyless(ada)] })]);
});
afterAll(async () => {
  made.registry.close();
  await memory.close();
});

const patchOf = async (over: Parameters<typeof reviewOf>[0]) => {
  const answer = await mutate(reviewOf(over), made.means);
  return answer.allowed ? answer.patch : 'denied';
};

test('every field with an image gets its digest, the tag kept', async () => {
  const image = `${app}:v1`;
  const spec = {
    initContainers: [{ image }],
    containers: [{ image: pinned }, { image }],
    volumes: [{ emptyDir: {} }, { image: { reference: image } }],
  };
  expect(await patchOf({ object: { spec } })).toEqual([
    { op: 'replace', path: '/spec/initContainers/0/image', value: pinned },
    { op: 'replace', path: '/spec/containers/1/image', value: pinned },
    { op: 'replace', path: '/spec/volumes/1/image/reference', value: pinned },
  ]);
});

test('so do the pods of workloads, and a debug container', async () => {
  const kind = { group: 'batch', version: 'v1', kind: 'CronJob' };
  const template = podWith([`${app}:v1`]);
  const object = { spec: { jobTemplate: { spec: { template } } } };
  expect(await patchOf({ kind, object })).toMatchObject([
    { path: '/spec/jobTemplate/spec/template/spec/containers/0/image', value: pinned },
  ]);
  const before = podWith([`${app}:v1`]);
  const spec = { ...before.spec, ephemeralContainers: [{ image: `${app}:v1` }] };
  const debug = { operation: 'UPDATE', subResource: 'ephemeralcontainers', oldObject: before };
  expect(await patchOf({ ...debug, object: { spec } })).toMatchObject([
    { path: '/spec/ephemeralContainers/0/image' },
  ]);
});

test('a tag is asked for once by all reviews of the next seconds', async () => {
  await pushImage(`${memory.url}/v2/often`, 'often', 'v1');
  memory.forget();
  const object = podWith([`${memory.host}/often:v1`]);
  await Promise.all(Array.from({ length: 20 }, () => patchOf({ object })));
  const asked = memory.asked.filter(({ path }) => path.endsWith('/manifests/v1'));
  expect(asked).toMatchObject([{ method: 'HEAD' }]);
});

test('what has no digest to be had stays, for the validating webhook to refuse', async () => {
  expect(await patchOf({ object: podWith([`${app}:none`, 'Not An Image', '']) })).toEqual([]);
});
