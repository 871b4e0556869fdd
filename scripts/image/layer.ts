// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { type AsyncGzipOptions, type FlateCallback, gzip } from 'fflate';
import { type Tree, writeTar } from './tree.ts';

export interface Layer {
  /** The digest before it is compressed. */
  diffId: string;
  digest: string;
  bytes: Uint8Array;
}

export const digestOf = (bytes: Uint8Array): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/**
 * The tree as a layer: tar and gzip. What compresses is JavaScript and the same everywhere; zlib's
 * output differs with the processor and the version.
 */
export async function layerOf(tree: Tree): Promise<Layer> {
  const tar = await writeTar(tree);
  const diffId = digestOf(tar);
  const bytes = await compress(tar, { level: 6, mtime: 0 });
  return { diffId, digest: digestOf(bytes), bytes };
}

const compress = promisify(
  (bytes: Uint8Array, options: AsyncGzipOptions, done: FlateCallback): void => {
    gzip(bytes, options, done);
  },
);
