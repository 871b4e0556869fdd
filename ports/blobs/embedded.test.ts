// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { blobsContract } from './contract.ts';
import { fileBlobs } from './embedded.ts';

const folder = () => mkdtemp(join(tmpdir(), 'enforce-blobs-'));

describe('blobs as files', () => {
  blobsContract(async () => {
    const place = await folder();
    const end = () => rm(place, { recursive: true });
    return { blobs: fileBlobs(join(place, 'not/there/yet')), end };
  });

  test('only the owner of the files can read them, and what was half written is gone', async () => {
    const place = await folder();
    const blobs = fileBlobs(place);
    await blobs.put('a/b', new Uint8Array(3), { contentType: 'text/plain' });
    await blobs.put('a/b', new Uint8Array(3), { contentType: 'text/plain', ifAbsent: true });
    const files = await readdir(join(place, 'a'));
    expect(files).toEqual(['b=']);
    expect((await stat(join(place, 'a', 'b='))).mode & 0o777).toBe(0o600);
    await rm(place, { recursive: true });
  });

  test('a folder that cannot be read is a fault, not an empty bucket', async () => {
    const place = await folder();
    const blobs = fileBlobs(join(place, 'file='));
    await fileBlobs(place).put('file', new Uint8Array(), { contentType: 'text/plain' });
    await expect(blobs.list('', { limit: 1 })).rejects.toThrow('ENOTDIR');
    await rm(place, { recursive: true });
  });
});
