// SPDX-License-Identifier: Apache-2.0
import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';

/**
 * The folder of the console as it stands in the tree, below the one given: built if it is not there
 * yet, named by what goes in. What was built before from something else is removed.
 * @throws Error when it does not build
 */
export async function builtConsole(root: string, below: string): Promise<string> {
  const folder = join(below, await inputs(root));
  if (existsSync(join(folder, 'index.html'))) return folder;
  const unfinished = `${folder}.${process.pid}`;
  await buildConsole(root, unfinished);
  try {
    await rename(unfinished, folder);
  } catch (error) {
    // Another process was quicker, with the same.
    if (!existsSync(join(folder, 'index.html'))) throw error;
    await rm(unfinished, { recursive: true });
  }
  const built = (await readdir(below)).filter((name) => /^[0-9a-f]+$/.test(name));
  const old = built.map((name) => join(below, name)).filter((each) => each !== folder);
  await Promise.all(old.map((each) => rm(each, { recursive: true, force: true })));
  return folder;
}

/**
 * Builds the console into the folder, which is emptied first: one page, its scripts and styles, each
 * named by its content, for browsers of the last two and a half years.
 * @throws Error when it does not build
 */
export async function buildConsole(root: string, folder: string): Promise<void> {
  // Whoever builds, also a test: what React checks while one develops is slow, and twice the size.
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  await bundle(root, folder).finally(() => {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  });
}

const bundle = (root: string, folder: string) =>
  build({
    configFile: false,
    root: join(root, 'console'),
    logLevel: 'warn',
    // Keys are read by Node; the editor looks at their form, and the service at the keys themselves.
    resolve: {
      alias: [
        { find: /^\.{1,2}\/(?:evidence\/)?public-key\.ts$/, replacement: keyForms(root) },
        { find: /^\.\/sha256\.ts$/, replacement: noDigest(root) },
      ],
    },
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'baseline-widely-available',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: Number.POSITIVE_INFINITY,
      rolldownOptions: {
        // Libraries say `use client` to servers that render React; nothing here does.
        onLog: (level, log, tell) =>
          log.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : tell(level, log),
      },
    },
  });

/** Rules are compiled by the editor and evaluated by none: nothing asks it for a digest. */
const noDigest = (root: string) => join(root, 'console/pages/policies/editor/no-digest.ts');

const keyForms = (root: string) => join(root, 'console/pages/policies/editor/key-forms.ts');

/** A name for everything that the console is built from. */
async function inputs(root: string): Promise<string> {
  const digests: string[] = [hash('sha256', await readFile(join(root, 'package-lock.json')))];
  for (const room of ['console', 'core', 'scripts/console']) {
    const entries = await readdir(join(root, room), { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      if (!entry.isFile() || entry.name.endsWith('.test.ts')) continue;
      const path = join(entry.parentPath, entry.name);
      digests.push(`${path.slice(root.length)} ${hash('sha256', await readFile(path))}`);
    }
  }
  return hash('sha256', digests.sort().join('\n')).slice(0, 16);
}
