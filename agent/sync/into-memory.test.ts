// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseUidp, type Uidp } from '../../core/iam/uidp.ts';
import { policyDocument } from '../../test/fixtures/policy.ts';
import type { KubeObject } from '../kube.ts';
import { folderShelf } from '../shelf.ts';
import { intoMemory } from './into-memory.ts';
import { type LastDesired, lastDesired } from './last-desired.ts';
import type { DesiredPolicy } from './objects.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'enforce-desired-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

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

const nothing: LastDesired = { keep: async () => undefined, recall: async () => undefined };

function memory(bodies: (digest: string) => Promise<string>, last = nothing) {
  const held: KubeObject[] = [];
  const hold = (objects: readonly KubeObject[]) => void held.splice(0, held.length, ...objects);
  const target = intoMemory({ hold }, bodies, last);
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

const cluster = parseUidp(`${group}/${'c'.repeat(16)}`, 'cluster');
/** What the process before left on the disk, as the cluster that it was registered as. */
const last = (as: Uidp | undefined = cluster) =>
  lastDesired(folderShelf(folder, 100_000), async () => as);
const digestIn = (letter: string) => `sha256:${letter.repeat(64)}`;
const kept = (name: 'a' | 'b', letter: string = name) => policy(name, digestIn(letter));
const there = async (digest: string) => policyDocument(digest.slice(-1));

test('a process that begins holds what the one before held, until it is told', async () => {
  await memory(there, last()).target.apply(wanted(kept('a'), kept('b')));
  const { target, names } = memory(there, last());
  expect(names()).toEqual([]);
  await target.begin?.();
  expect(names()).toEqual(['a', 'b']);
  await target.apply(wanted(kept('b')));
  await target.begin?.();
  expect(names()).toEqual(['b']);
});

test('what is told while it begins is newer', async () => {
  await memory(there, last()).target.apply(wanted(kept('a')));
  const slow = Promise.withResolvers<void>();
  const { target, names } = memory(async (digest) => {
    if (digest === digestIn('a')) await slow.promise;
    return there(digest);
  }, last());
  const beginning = target.begin?.();
  await target.apply(wanted(kept('b')));
  slow.resolve();
  await beginning;
  expect(names()).toEqual(['b']);
});

test('it begins with all of it or with nothing', async () => {
  await memory(there, last()).target.apply(wanted(kept('a'), kept('b')));
  const { target, names } = memory(async (digest) => {
    if (digest === digestIn('b')) throw new Error('the control plane is away');
    return there(digest);
  }, last());
  await expect(target.begin?.()).rejects.toThrow('away');
  expect(names()).toEqual([]);
});

test('what could not be held whole is not kept: what was before it stays on the disk', async () => {
  const torn = async (digest: string) => {
    if (digest === digestIn('e')) throw new Error('torn');
    return there(digest);
  };
  const { target } = memory(torn, last());
  await target.apply(wanted(kept('a')));
  await target.apply(wanted(kept('a', 'e'), kept('b')));
  expect((await last().recall())?.policies.map(({ name }) => name)).toEqual(['a']);
});

test('a cluster that joined another group, or none, begins with nothing of the one before', async () => {
  await memory(there, last()).target.apply(wanted(kept('a')));
  const other = parseUidp(`${'1'.repeat(40)}/${'c'.repeat(16)}`, 'cluster');
  const unregistered = lastDesired(folderShelf(folder, 100_000), async () => undefined);
  for (const each of [last(other), unregistered]) expect(await each.recall()).toBeUndefined();
  expect(await last().recall()).toBeDefined();
});

test('a file that was changed or cut short is as if it were not there', async () => {
  await memory(there, last()).target.apply(wanted(kept('a')));
  const [name = ''] = await readdir(folder);
  const file = join(folder, name);
  const whole = await readFile(file, 'utf8');
  for (const spoilt of [whole.slice(0, -9), whole.replace('\\"a\\"', '\\"x\\"'), '', '{}']) {
    expect(spoilt).not.toBe(whole);
    await writeFile(file, spoilt);
    expect(await last().recall()).toBeUndefined();
  }
  await writeFile(file, whole);
  expect(await last().recall()).toBeDefined();
});
