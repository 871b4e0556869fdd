// SPDX-License-Identifier: Apache-2.0
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { deployables, triggeredFunctions } from '../../functions/table.ts';
import { namedExports } from './named.ts';

export const root = join(import.meta.dirname, '..', '..');

/** The functions of the service by name, each with the lines that deploy it alone. */
export const entries: Record<string, string> = Object.fromEntries([
  ...Object.keys(deployables).map((name) => [name, entry(name, 'deploy')]),
  ...Object.keys(triggeredFunctions).map((name) => [name, entry(name, 'deployTriggered')]),
]);

/** What runs in the process beside the function, and is installed there. */
export const framework = '@google-cloud/functions-framework';

/** What one function is deployed from: its files, and what they were made of. */
export interface Bundle {
  /** `index.js`, and the parts that it loads when they are needed. */
  files: Record<string, Uint8Array>;
  /** Paths from the repository's root, with slashes. */
  inputs: string[];
}

/** One function and only what it imports, as ES modules. */
export const bundle = (name: string): Promise<Bundle> => bundled(entries[name] ?? '');

/** The lines of TypeScript, which stand at the root of the repository, and only what they import. */
export async function bundled(contents: string): Promise<Bundle> {
  const require = 'createRequire as enforceRequire';
  const { outputFiles, metafile } = await build({
    stdin: {
      contents,
      resolveDir: root,
      sourcefile: 'index.ts',
      loader: 'ts',
    },
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
    external: [framework],
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

function entry(name: string, how: 'deploy' | 'deployTriggered'): string {
  return [
    `import { ${how} } from './functions/gcp.ts';`,
    `import { ${name}Function } from './functions/${name}/main.ts';`,
    `${how}('${name}', ${name}Function);`,
  ].join('\n');
}
