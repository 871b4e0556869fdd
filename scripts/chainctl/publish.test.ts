// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { platformAt } from '../../chainctl/build.ts';
import { fileBlobs } from '../../ports/blobs/embedded.ts';
import type { Blobs } from '../../ports/blobs/port.ts';
import { inspect, signAdHoc } from './mach-o.ts';
import { publish } from './publish.ts';
import { ownTarget, type Target, targets } from './targets.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const platform = platformAt('https://enforce.example.com');
let folder: string;
let blobs: Blobs;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'enforce-publish-'));
  blobs = fileBlobs(join(folder, 'blobs'));
  for (const target of targets) await publish(root, blobs, platform, target, join(folder, 'build'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(name: string): Promise<Buffer> {
  const found = await blobs.read(`downloads/${name}`);
  return found === undefined ? Buffer.alloc(0) : buffer(found.bytes);
}

const kinds = {
  linux: Buffer.from('\x7fELF', 'latin1'),
  darwin: Buffer.from('cffaedfe', 'hex'),
  windows: Buffer.from('MZ'),
};

test.each(targets)(
  '$file is a program for its system with the platform’s address in it',
  async ({ file, name }) => {
    const bytes = await read(file);
    const magic = kinds[name.split('/')[0] as keyof typeof kinds];
    expect(bytes.subarray(0, magic.length)).toEqual(magic);
    expect(bytes.includes('https://enforce.example.com')).toBe(true);
    expect(bytes.includes(name)).toBe(true);
    expect(bytes.length).toBeLessThan(120_000_000);
  },
);

test.each(targets.filter(({ name }) => name.startsWith('darwin')))(
  'the signature of $file fits every page of it',
  async ({ file }) => {
    const bytes = await read(file);
    const { pages, wrong, adHoc, identifier } = inspect(bytes);
    expect({ wrong, adHoc, identifier }).toEqual({ wrong: 0, adHoc: true, identifier: 'chainctl' });
    expect(pages).toBeGreaterThan(20_000);
    bytes.writeUInt8(bytes.readUInt8(5_000_000) ^ 1, 5_000_000);
    expect(inspect(bytes).wrong).toBe(1);
    expect(inspect(signAdHoc(bytes, 'chainctl')).wrong).toBe(0);
  },
);

test('checksums.txt names each file with its SHA-256', async () => {
  const lines = (await read('checksums.txt')).toString().trimEnd().split('\n');
  expect(lines).toHaveLength(targets.length);
  for (const line of lines) {
    const [sha256, name = ''] = line.split('  ');
    expect(
      createHash('sha256')
        .update(await read(name))
        .digest('hex'),
      name,
    ).toBe(sha256);
  }
});

test('the same source is not built again, another address is', async () => {
  const own = ownTarget() as Target;
  const scratch = join(folder, 'build');
  expect(await publish(root, blobs, platform, own, scratch)).toBe(false);
  const moved = platformAt('https://elsewhere.example.com');
  expect(await publish(root, blobs, moved, own, scratch)).toBe(true);
  expect((await read(own.file)).includes('https://elsewhere.example.com')).toBe(true);
  expect(await readdir(scratch)).toEqual([]);
});
