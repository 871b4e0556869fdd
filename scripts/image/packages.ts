// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rename } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Failure } from '../../core/errors.ts';
import { download } from './download.ts';
import { type AllPinned, architectures, type PinnedPackage } from './pinned.ts';
import { run } from './run.ts';
import { readTar, type Tree } from './tree.ts';

/** What images are made of is kept outside the working tree, shared by all of a machine's clones. */
export const imageCache = (): string =>
  join(process.env['ENFORCE_CACHE'] ?? join(homedir(), '.cache', 'enforce'), 'image');

const placeOf = ({ from, name, sha256 }: PinnedPackage): string =>
  join(imageCache(), `${name}-${sha256}.${from === 'npm' ? 'tgz' : 'deb'}`);

/** Those that are not in the cache yet, each with what it is for. */
export const missingPackages = (pinned: AllPinned) =>
  architectures.flatMap((architecture) =>
    pinned[architecture].packages
      .filter((each) => !existsSync(placeOf(each)))
      .map((each) => ({ ...each, architecture })),
  );

/**
 * Fetches into the cache what is pinned and missing there; says whether anything was.
 * @throws Failure when a registry does not have it, or has another file under its version
 */
export async function fetchPackages(pinned: AllPinned): Promise<boolean> {
  const missing = missingPackages(pinned);
  await download(missing, async (wanted, file) => {
    const got = await sha256Of(file);
    if (got === wanted.sha256) return keep(wanted, file);
    const { name, version, sha256 } = wanted;
    throw new Failure('FAILED_PRECONDITION', `${name} ${version} is another file than it was`, {
      place: `sha256 ${got}; scripts/image/pinned.json says ${sha256}`,
      next: 'find out why before anything is built of it',
    });
  });
  return missing.length > 0;
}

export const sha256Of = async (file: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(file))
    .digest('hex');

/** Puts a file into the cache: whole, or not at all. */
export async function keep(wanted: PinnedPackage, file: string): Promise<void> {
  await mkdir(imageCache(), { recursive: true });
  const aside = `${placeOf(wanted)}.${process.pid}`;
  await copyFile(file, aside);
  await rename(aside, placeOf(wanted));
}

/** What is in a package of the cache: the files of a .deb, those below `package/` of npm's. */
export async function unpack(wanted: PinnedPackage): Promise<Tree> {
  const place = placeOf(wanted);
  if (wanted.from === 'npm') return readTar(gunzipSync(await readFile(place)));
  return readTar(await run('dpkg-deb', ['--fsys-tarfile', place]));
}

/** What a .deb says of itself, as dpkg keeps it. */
export const controlOf = async (wanted: PinnedPackage): Promise<string> =>
  (await run('dpkg-deb', ['--field', placeOf(wanted)])).toString();
