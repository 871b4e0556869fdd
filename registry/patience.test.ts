// SPDX-License-Identifier: Apache-2.0
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { parseReference } from '../core/policy/reference.ts';
import type { Blob } from '../test/fixtures/registry/content.ts';
import { type MemoryRegistry, memoryRegistry } from '../test/fixtures/registry/memory.ts';
import { misbehave, status } from '../test/fixtures/registry/misdeeds.ts';
import { pushImage } from '../test/fixtures/registry/push.ts';
import { openRegistry, type Registry, type Resolved } from './registry.ts';

let memory: MemoryRegistry;
let image: Blob;
let registry: Registry;
let waits: number[] = [];
beforeAll(async () => {
  memory = await memoryRegistry();
  image = await pushImage(`${memory.url}/v2/app`, 'one', 'v1');
});
afterAll(() => memory.close());
beforeEach(() => {
  waits = [];
  memory.forget();
  const wait = async (time: number) => void waits.push(time);
  registry = openRegistry({ reach: 'private', clock: { now: Date.now, wait } });
});
afterEach(() => {
  memory.instead(() => false);
  registry.close();
});

const resolve = (): Promise<Resolved> =>
  registry.resolve(parseReference(`${memory.host}/app:v1`), async () => undefined);

test('a registry that asks for patience is given it, and asked again', async () => {
  let left = 2;
  memory.instead((_, response) => {
    left -= 1;
    if (left < 0) return false;
    response.writeHead(429, { 'retry-after': '7' }).end();
    return true;
  });
  expect(await resolve()).toEqual({ kind: 'found', digest: image.digest });
  expect(waits).toEqual([7000, 7000]);
});

test('it may name the moment from which it answers again', async () => {
  misbehave(memory, '/manifests/v1', (response) => {
    const date = new Date('2026-01-01T00:00:00Z').toUTCString();
    const later = new Date('2026-01-01T00:00:05Z').toUTCString();
    response.writeHead(503, { date, 'retry-after': later }).end();
  });
  await resolve();
  expect(waits).toEqual([5000, 5000, 5000]);
});

test('what fails in passing is tried four times, after pauses that grow', async () => {
  misbehave(memory, '/manifests/v1', status(503));
  expect(await resolve()).toMatchObject({ kind: 'trouble', trouble: { reason: 'unreachable' } });
  expect(memory.asked).toHaveLength(4);
  expect(waits).toHaveLength(3);
  for (const [position, wait] of waits.entries()) {
    expect(wait).toBeGreaterThanOrEqual(100 * 2 ** position);
    expect(wait).toBeLessThan(300 * 2 ** position);
  }
});

test('a registry that asks for more patience than there is, is not asked again', async () => {
  misbehave(memory, '/manifests/v1', (response) => {
    response.writeHead(429, { 'retry-after': '3600' }).end();
  });
  expect(await resolve()).toMatchObject({ kind: 'trouble', trouble: { reason: 'rate-limited' } });
  expect(waits).toEqual([]);
});

test('an answer that is meant is not asked for twice', async () => {
  for (const code of [400, 401, 403, 404]) {
    memory.forget();
    misbehave(memory, '/manifests/v1', status(code));
    await resolve();
    expect(memory.asked.length, `${code}`).toBeLessThanOrEqual(2);
  }
});
