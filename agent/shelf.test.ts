// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { digestOf } from '../test/fixtures/cluster/pods.ts';
import { keepEvidence } from './evidence/kept.ts';
import { folderShelf } from './shelf.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'enforce-shelf-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('what is put onto a shelf is there for the next process', async () => {
  await folderShelf(folder, 1_000).put(digestOf('a'), Buffer.from('a'));
  expect(String(await folderShelf(folder, 1_000).get(digestOf('a')))).toBe('a');
  expect(await folderShelf(folder, 1_000).get(digestOf('b'))).toBeUndefined();
});

test('a full shelf keeps what was used last, and never more than its size', async () => {
  const shelf = folderShelf(folder, 1_000);
  for (let n = 0; n < 30; n += 1) await shelf.put(digestOf(`${n}`), Buffer.alloc(100));
  const files = await readdir(folder);
  expect(files.length).toBeLessThanOrEqual(10);
  expect(await shelf.get(digestOf('29'))).toBeDefined();
});

test('what is no digest is neither read nor written, wherever it leads', async () => {
  const shelf = folderShelf(join(folder, 'inside'), 1_000);
  await writeFile(join(folder, 'secret'), 'secret');
  await shelf.put('../other', Buffer.from('a'));
  expect(await shelf.get('../secret')).toBeUndefined();
  expect(await readdir(folder)).toEqual(['secret']);
});

test('a folder that cannot be written is as if there were none', async () => {
  await writeFile(join(folder, 'file'), '');
  await folderShelf(join(folder, 'file'), 1_000).put(digestOf('a'), Buffer.from('a'));
});

test('evidence comes back as it was; a file that is cut short is passed over', async () => {
  const shelf = folderShelf(folder, 100_000);
  const found = { kind: 'bundle' as const, digest: digestOf('b'), bytes: Buffer.from('bundle') };
  const source = { repository: 'ghcr.io/acme/app', tagPrefix: '' };
  const evidence = { digest: digestOf('i'), source, found: [found], trouble: [] };
  keepEvidence(shelf).save('', { evidence, at: 5 });
  await expect.poll(() => shelf.all()).toHaveLength(1);
  await shelf.put(digestOf('broken'), Buffer.from('{"scope":"'));
  const warmed: unknown[] = [];
  const warm = (scope: string, held: unknown) => void warmed.push([scope, held]);
  expect(await keepEvidence(shelf).warm({ warm })).toBe(1);
  expect(warmed).toEqual([['', { evidence, at: 5 }]]);
});
