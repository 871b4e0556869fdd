// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromDebian } from './debian.ts';
import type { Architecture, PinnedPackage } from './pinned.ts';
import { run } from './run.ts';

/** A file of a registry, by its version. */
export type Wanted = Pick<PinnedPackage, 'from' | 'name' | 'version'> & {
  architecture: Architecture;
};

/**
 * Fetches files with the registries' own clients and hands over each; they are gone afterwards.
 * @throws Failure when a registry does not have one
 */
export async function download<W extends Wanted>(
  all: W[],
  take: (wanted: W, file: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'enforce-packages-'));
  try {
    const [npm, debian] = ['npm', 'debian'].map((from) => all.filter((each) => each.from === from));
    if (npm?.length) await fromNpm(npm, folder);
    if (debian?.length) await fromDebian(debian, folder);
    const files = await readdir(folder);
    for (const wanted of all) {
      const file = files.find((each) => isFileOf(wanted, each));
      if (file === undefined) throw new Error(`${wanted.name} ${wanted.version} was not fetched`);
      await take(wanted, join(folder, file));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function fromNpm(wanted: Wanted[], folder: string): Promise<void> {
  const named = wanted.map(({ name, version }) => `${name}@${version}`);
  await run('npm', ['pack', '--silent', ...named], folder);
}

const isFileOf = ({ from, name, version, architecture }: Wanted, file: string): boolean =>
  from === 'npm'
    ? file === `${name}-${version}.tgz`
    : file.startsWith(`${name}_`) && file.endsWith(`_${architecture}.deb`);
