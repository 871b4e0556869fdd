// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Bucket } from '@google-cloud/storage';
import { buildConsole } from '../console/build.ts';

/** Builds the console and puts it into its bucket. */
export async function publishConsole(root: string, bucket: string): Promise<void> {
  const { Storage } = await import('@google-cloud/storage');
  const folder = await mkdtemp(join(tmpdir(), 'enforce-console-'));
  try {
    await buildConsole(root, folder);
    await upload(folder, new Storage().bucket(bucket));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Puts the built files into the bucket, the page itself last: until then browsers get the old one, and
 * what that asks for is kept. Names of assets change with their content, so those last.
 */
export async function upload(folder: string, bucket: Bucket): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  const last = (name: string) => Number(name === 'index.html');
  for (const name of names.sort((a, b) => last(a) - last(b))) {
    const lasting = name.startsWith('assets/');
    const cacheControl = lasting ? 'public, max-age=31536000, immutable' : 'no-cache';
    await bucket.upload(join(folder, name), { destination: name, metadata: { cacheControl } });
  }
}
