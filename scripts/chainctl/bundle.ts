// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Build } from '../../chainctl/build.ts';

/**
 * Bundles the command line into the folder, in pieces that are loaded when they are needed. Answers
 * with the entry and a digest of everything that went in.
 */
export async function bundle(
  root: string,
  folder: string,
  build: Build,
): Promise<{ entry: string; digest: string }> {
  const { build: esbuild, stop } = await import('esbuild');
  const { outputFiles } = await esbuild({
    entryPoints: [join(root, 'chainctl', 'main.ts')],
    outdir: folder,
    bundle: true,
    splitting: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    define: { CHAINCTL_BUILD: JSON.stringify(build) },
    banner: {
      js: "import {createRequire} from 'node:module';const require=createRequire(import.meta.url);",
    },
    legalComments: 'none',
    logLevel: 'error',
    write: false,
  });
  // Its process would stay for as long as ours does.
  await stop();
  const hash = createHash('sha256');
  await mkdir(folder, { recursive: true });
  for (const { path, contents } of outputFiles.sort((a, b) => (a.path < b.path ? -1 : 1))) {
    hash.update(path.slice(folder.length)).update(contents);
    await writeFile(path, contents);
  }
  return { entry: join(folder, 'main.mjs'), digest: hash.digest('hex') };
}
