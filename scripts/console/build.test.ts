// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { builtConsole } from './build.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

let below: string;
beforeAll(async () => {
  below = await mkdtemp(join(tmpdir(), 'enforce-built-'));
});
afterAll(() => rm(below, { recursive: true, force: true }));

test('what another process has built from the same sources meanwhile is left alone, what is older goes', async () => {
  const older = join(below, '0123456789abcdef');
  mkdirSync(older);
  const folder = await builtConsole(root, below);
  expect(existsSync(older)).toBe(false);

  await rm(folder, { recursive: true });
  const again = builtConsole(root, below);
  const unfinished = (name: string) => name.startsWith(`${basename(folder)}.`);
  await expect
    .poll(() => readdirSync(below).some(unfinished), { timeout: 50_000, interval: 1 })
    .toBe(true);
  mkdirSync(folder, { recursive: true });
  for (const name of ['index.html', 'of-the-other']) writeFileSync(join(folder, name), '');
  expect(await again).toBe(folder);
  expect(existsSync(join(folder, 'of-the-other'))).toBe(true);
  expect(readdirSync(below)).toEqual([basename(folder)]);
});
