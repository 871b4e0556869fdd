// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { Failure } from '../../core/errors.ts';
import { digestOf, type Layer, layerOf } from './layer.ts';
import { controlOf, fetchPackages, imageCache, unpack } from './packages.ts';
import { type AllPinned, type Architecture, type Pinned, readPinned } from './pinned.ts';
import { type Tree, text } from './tree.ts';

/** Who the agent's process is: nobody whom a host knows. The manifests say the same number. */
export const user = 65532;

/**
 * The layer under the agent: Node, the C and C++ libraries that it needs, and whom TLS believes. It is
 * made once and kept, and is the one that `pinned.json` says or none.
 * @throws Failure for another one
 */
export async function baseLayer(
  architecture: Architecture,
  pinned: AllPinned = readPinned(),
): Promise<Layer> {
  const { layer } = pinned[architecture];
  if (existsSync(placeOf(layer))) {
    const bytes = await readFile(placeOf(layer));
    if (digestOf(bytes) === layer.digest) return { ...layer, bytes };
  }
  await fetchPackages(pinned);
  const made = await layerOf(await baseTree(pinned[architecture]));
  if (made.digest !== layer.digest || made.diffId !== layer.diffId) {
    throw new Failure('FAILED_PRECONDITION', `the layer for ${architecture} came out otherwise`, {
      place: `${made.digest}; scripts/image/pinned.json says ${layer.digest}`,
      next: 'npm run image -- --renew, if it is meant to',
    });
  }
  await keepLayer(made);
  return made;
}

/** Whether a layer would have to be made first, which takes a minute. */
export const basesMissing = (): boolean =>
  Object.values(readPinned()).some(({ layer }) => !existsSync(placeOf(layer)));

/** Puts a layer into the cache: whole, or not at all. */
export async function keepLayer(layer: Layer): Promise<void> {
  const aside = `${placeOf(layer)}.${process.pid}`;
  await mkdir(imageCache(), { recursive: true });
  await writeFile(aside, layer.bytes);
  await rename(aside, placeOf(layer));
}

const placeOf = ({ digest }: { digest: string }): string =>
  join(imageCache(), `${digest.replace(':', '-')}.tar.gz`);

/** The loader, and what Node names as needed. */
const library =
  /(^|\/)(ld-linux-[\w-]+|libc|libdl|libm|libpthread|libgcc_s|libstdc\+\+)\.so\.[\d.]+$/;
/** By whom it was written and how it may be used, and by which scanners tell a Debian. */
const terms = /^usr\/(share\/(doc\/[^/]+(\/copyright)?|common-licenses\/.+)|lib\/os-release)$/;

/** What lies in that layer, of packages that the cache has. */
export async function baseTree({ packages }: Pick<Pinned, 'packages'>): Promise<Tree> {
  const tree = ownFiles();
  for (const each of packages) {
    const found = await unpack(each);
    if (each.from === 'npm') {
      for (const [from, to] of Object.entries(ofNode)) {
        const entry = found.get(`package/${from}`);
        if (entry === undefined) throw new Error(`${each.name} has no ${from}`);
        tree.set(to, entry);
      }
      continue;
    }
    for (const [path, entry] of found) {
      const wanted = library.test(path) || terms.test(path);
      if (wanted && entry.kind !== 'folder') tree.set(path, entry);
    }
    tree.set(`var/lib/dpkg/status.d/${each.name}`, text(await controlOf(each)));
  }
  return tree;
}

const ofNode = { 'bin/node': 'usr/bin/node', LICENSE: 'usr/share/doc/node/LICENSE' };

const ownFiles = (): Tree =>
  new Map([
    ['etc/passwd', text(`root:x:0:0::/root:\nenforce:x:${user}:${user}::/nonexistent:\n`)],
    ['etc/group', text(`root:x:0:\nenforce:x:${user}:\n`)],
    ['etc/nsswitch.conf', text('hosts: files dns\n')],
    ['etc/os-release', { kind: 'link', target: '../usr/lib/os-release' }],
    // Those that this Node carries, as a file, so that others can be put in its place.
    ['etc/ssl/certs/ca-certificates.crt', text(`${rootCertificates.join('\n')}\n`)],
    ['tmp', { kind: 'folder', mode: 0o1777 }],
    ['var/lib/enforce', { kind: 'folder', mode: 0o700, owner: user }],
    ['var/run/enforce', { kind: 'folder', mode: 0o755 }],
  ]);
