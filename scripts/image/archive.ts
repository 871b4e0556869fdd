// SPDX-License-Identifier: Apache-2.0
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Image } from './image.ts';
import { type Tree, text, writeTar } from './tree.ts';

/** What a cluster calls the image that was loaded by hand: no kubelet looks for it anywhere. */
export const localName = ({ version }: Image): string => `localhost/enforce-agent:${version}`;

/**
 * Writes the image as a tar of an OCI image layout (image-spec, image-layout). `kind load
 * image-archive` and `ctr images import` give it its local name.
 */
export async function writeArchive(image: Image, file: string): Promise<void> {
  const annotations = {
    'io.containerd.image.name': localName(image),
    'org.opencontainers.image.ref.name': image.version,
  };
  const index = { schemaVersion: 2, manifests: [{ ...image.index, annotations }] };
  const tree: Tree = new Map([
    ['oci-layout', text('{"imageLayoutVersion":"1.0.0"}')],
    ['index.json', text(JSON.stringify(index))],
  ]);
  for (const [digest, bytes] of image.contents) {
    tree.set(`blobs/${digest.replace(':', '/')}`, { kind: 'file', bytes, mode: 0o644 });
  }
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.partial`, await writeTar(tree));
  await rename(`${file}.partial`, file);
}
