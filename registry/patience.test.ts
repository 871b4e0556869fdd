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
let now = 0;
beforeAll(async () => {
  memory = await memoryRegistry();
  image = await pushImage(`${memory.url}/v2/app`, 'one', 'v1');
});
afterAll(() => memory.close());
beforeEach(() => {
  waits = [];
  memory.forget();
  now = Date.parse('2026-01-01T00:00:00Z');
  const wait = async (time: number) => {
    waits.push(time);
    now += time;
  };
  registry = openRegistry({ reach: 'private', clock: { now: () => now, wait } });
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
  expect(waits).toHaveLength(2);
  for (const wait of waits) {
    expect(wait).toBeGreaterThanOrEqual(7000);
    expect(wait).toBeLessThan(7700);
  }
});

test('it may name the moment from which it answers again', async () => {
  misbehave(memory, '/manifests/v1', (response) => {
    const date = new Date('2025-01-01T00:00:00Z').toUTCString();
    const later = new Date('2025-01-01T00:00:05Z').toUTCString();
    response.writeHead(503, { date, 'retry-after': later }).end();
  });
  await resolve();
  expect(waits).toHaveLength(3);
  for (const wait of waits) expect(wait).toBeGreaterThanOrEqual(5000);
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

const limited = (headers: { [name: string]: string }, count = Number.POSITIVE_INFINITY) => {
  let left = count;
  memory.instead((_, response) => {
    left -= 1;
    return left >= 0 && !!response.writeHead(429, headers).end();
  });
};
/** What is answered, and in how many milliseconds it may be asked again. */
const told = async () => {
  const answer = await resolve();
  if (answer.kind !== 'trouble') return { answer: answer.kind };
  const { reason, message, until = '' } = answer.trouble;
  return { answer: reason, message, wait: Date.parse(until) - now };
};

test('a registry that asks for more patience than there is, is not asked again before that time', async () => {
  limited({ 'retry-after': '3000' }, 1);
  const { answer, message, wait = 0 } = await told();
  expect(answer).toBe('rate-limited');
  expect(message).toMatch(/asks to wait 3000 s \(429\): it is asked again at 2026-01-01T00:5/);
  expect(wait).toBeGreaterThanOrEqual(3_000_000);
  expect(wait).toBeLessThan(3_300_001);
  now += 2_900_000;
  expect(await told()).toMatchObject({ answer: 'rate-limited', message });
  expect(waits).toEqual([]);
  expect(memory.asked).toHaveLength(1);
  now += wait - 2_900_000;
  expect(await told()).toEqual({ answer: 'found' });
});

test('a clock that is set back leaves no registry alone for longer', async () => {
  limited({ 'retry-after': '60' }, 2);
  expect(await told()).toMatchObject({ answer: 'rate-limited' });
  now -= 600_000;
  const { wait = 0 } = await told();
  expect(wait).toBeLessThanOrEqual(66_000);
  expect(memory.asked).toHaveLength(2);
  now += wait;
  expect(await told()).toEqual({ answer: 'found' });
});

test('and no registry is left alone for much longer than an hour, whatever it asks', async () => {
  const year = new Date('2027-01-01T00:00:00Z').toUTCString();
  for (const asked of ['86400', '9'.repeat(400), year]) {
    limited({ 'retry-after': asked }, 1);
    const { wait = 0 } = await told();
    expect(wait).toBeGreaterThanOrEqual(3_600_000);
    expect(wait).toBeLessThanOrEqual(3_960_000);
    now += 10_000_000;
  }
});

test('a registry that does not say how long is left alone for longer each time, up to ten minutes', async () => {
  for (const headers of [{}, { 'retry-after': '0' }, { 'retry-after': 'soon' }]) {
    expect(await told()).toEqual({ answer: 'found' });
    memory.forget();
    limited(headers);
    const end = now + 3_600_000;
    while (now < end) now += (await told()).wait ?? 0;
    expect(memory.asked.length).toBeGreaterThan(12);
    expect(memory.asked.length).toBeLessThan(25);
    now += 10_000_000;
    limited({}, 0);
  }
});

test('when the time is over one asks, and the others wait for what that brings', async () => {
  limited({ 'retry-after': '600' });
  const together = () => Promise.all(Array.from({ length: 20 }, told));
  const wait = (await told()).wait ?? 0;
  memory.forget();
  now += wait;
  expect(new Set((await together()).map(({ answer }) => answer))).toEqual(
    new Set(['rate-limited']),
  );
  expect(memory.asked).toHaveLength(1);
  memory.forget();
  limited({}, 0);
  now += 700_000;
  expect(new Set((await together()).map(({ answer }) => answer))).toEqual(new Set(['found']));
  expect(memory.asked).toHaveLength(20);
});

test('callers whom a registry counts apart wait apart', async () => {
  memory.instead(({ headers }, response) => {
    if (headers.authorization !== undefined) return false;
    return !!response.writeHead(429, { 'retry-after': '600' }).end();
  });
  expect(await told()).toMatchObject({ answer: 'rate-limited' });
  memory.instead(() => false);
  const other = async () => ({ kind: 'bearer', token: 'mine' }) as const;
  const reference = parseReference(`${memory.host}/app:v1`);
  expect(await registry.resolve(reference, other)).toMatchObject({ kind: 'found' });
  expect(await told()).toMatchObject({ answer: 'rate-limited' });
});

test('an answer that is meant is not asked for twice', async () => {
  for (const code of [400, 401, 403, 404]) {
    memory.forget();
    misbehave(memory, '/manifests/v1', status(code));
    await resolve();
    expect(memory.asked.length, `${code}`).toBeLessThanOrEqual(2);
  }
});
