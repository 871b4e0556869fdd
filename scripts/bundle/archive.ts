// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Zippable, zipSync } from 'fflate';
import * as z from 'zod';
import { deployables } from '../../functions/table.ts';
import { bundle, entries, framework } from './function.ts';
import { lockOf } from './lock.ts';
import { root } from './modules.ts';

export interface Archive {
  name: string;
  /** `<name>-<digest>.zip`: the same bytes have the same name. */
  file: string;
  bytes: number;
}

/**
 * Writes the archive of each function into the folder, and `index.json`, which says the file of each
 * and the paths that lead to it, as a URL map writes them.
 * The same sources make the same bytes, whenever and wherever.
 */
export async function bundleAll(folder: string): Promise<Archive[]> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const archives: Archive[] = [];
  for (const name of Object.keys(entries)) {
    const zip = await archive(name);
    const digest = createHash('sha256').update(zip).digest('hex').slice(0, 32);
    const file = `${name}-${digest}.zip`;
    await writeFile(join(folder, file), zip);
    archives.push({ name, file, bytes: zip.length });
  }
  await writeFile(join(folder, 'index.json'), indexOf(archives));
  return archives;
}

/** What `index.json` says: of each function its file, and the paths that lead to it. */
export function indexOf(archives: Pick<Archive, 'name' | 'file'>[]): string {
  const index = archives.map(({ name, file }) => [
    name,
    { archive: file, paths: patternsOf(name) },
  ]);
  return `${JSON.stringify(Object.fromEntries(index), undefined, 2)}\n`;
}

/** A function that another service calls has none; the development login is of the local home alone. */
function patternsOf(name: string): string[] {
  const found = Object.entries(deployables).find(([each]) => each === name)?.[1].paths ?? [];
  return found
    .filter((path) => path !== '/dev/')
    .flatMap((path) => (path.endsWith('/') ? [`${path}*`] : [path, `${path}/*`]));
}

/** The archive of one function, as Cloud Functions takes it. */
export async function archive(name: string): Promise<Uint8Array> {
  const { files } = await bundle(name);
  const all = { ...files, ...(await manifests(name)) };
  const sorted = Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1));
  // The format keeps local times; this one is the same everywhere.
  const mtime = new Date(1980, 0, 1);
  return zipSync(Object.fromEntries(sorted) satisfies Zippable, { level: 6, mtime });
}

/** package.json and its lockfile: the framework is all that is installed at a deployment. */
async function manifests(name: string): Promise<Record<string, Uint8Array>> {
  const read = async (file: string): Promise<unknown> =>
    JSON.parse(await readFile(join(root, file), 'utf8'));
  const ours = z.object({ dependencies: z.record(z.string(), z.string()) });
  const { dependencies } = ours.parse(await read('package.json'));
  const manifest = {
    name: `enforce-${name}`,
    private: true,
    type: 'module',
    main: 'index.js',
    dependencies: { [framework]: dependencies[framework] },
  };
  const lock = lockOf(await read('package-lock.json'), framework, manifest);
  const text = (value: object) =>
    new TextEncoder().encode(`${JSON.stringify(value, undefined, 2)}\n`);
  return { 'package.json': text(manifest), 'package-lock.json': text(lock) };
}
