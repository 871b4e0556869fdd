// SPDX-License-Identifier: Apache-2.0
import { basename, join } from 'node:path';
// The certificates of the agent are made by a package that does not load without it.
import 'reflect-metadata';
import { build } from 'esbuild';
import { namedExports } from './named.ts';

export const root = join(import.meta.dirname, '..', '..');

/** What one process is started from: its files, and what they were made of. */
export interface Bundle {
  /** `index.js`, and the parts that it loads when they are needed. */
  files: Record<string, Uint8Array>;
  /** Paths from the repository's root, with slashes. */
  inputs: string[];
}

/** The lines, seen from the repository's root, and only what they import, as ES modules. */
export async function bundleModules(lines: string, external: string[] = []): Promise<Bundle> {
  const require = 'createRequire as enforceRequire';
  const { outputFiles, metafile } = await build({
    stdin: { contents: lines, resolveDir: root, sourcefile: 'index.ts', loader: 'ts' },
    absWorkingDir: root,
    outdir: 'dist',
    entryNames: 'index',
    chunkNames: '[hash]',
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    minify: true,
    // The OpenID Provider calls its models after their classes.
    keepNames: true,
    legalComments: 'none',
    external,
    plugins: [namedExports],
    // What was CommonJS asks for Node's own modules by require, and for where it lies.
    define: { __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' },
    banner: {
      js: `import{${require}}from'node:module';const require=enforceRequire(import.meta.url);`,
    },
    logLevel: 'error',
  });
  const files = outputFiles.map(({ path, contents }) => [basename(path), contents] as const);
  return { files: Object.fromEntries(files), inputs: Object.keys(metafile.inputs).sort() };
}
