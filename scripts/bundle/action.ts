// SPDX-License-Identifier: Apache-2.0
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import * as z from 'zod';

const root = join(import.meta.dirname, '..', '..');

/**
 * What the GitHub Action is made of, by name: the program with all that it imports, since a runner
 * installs nothing for an action, and the licences of what of it is not ours. The same sources make
 * the same bytes.
 */
export async function bundleAction(): Promise<Record<string, string>> {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(root, 'action', 'main.ts')],
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    banner: {
      js: "// SPDX-License-Identifier: Apache-2.0\nimport{createRequire}from'node:module';const require=createRequire(import.meta.url);",
    },
    legalComments: 'none',
    logLevel: 'error',
  });
  const [program] = outputFiles;
  if (program === undefined) throw new Error('esbuild made nothing of the action');
  const packages = Object.keys(metafile.inputs).flatMap(
    (path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [],
  );
  return {
    'main.mjs': program.text,
    'licences.txt': await licences([...new Set(packages)].sort()),
  };
}

const manifest = z.object({ name: z.string(), version: z.string(), license: z.string() });

async function licences(packages: string[]): Promise<string> {
  const texts = packages.map(async (folder) => {
    const read = (file: string) => readFile(join(root, folder, file), 'utf8');
    const { name, version, license } = manifest.parse(JSON.parse(await read('package.json')));
    const file = (await readdir(join(root, folder))).find((each) => /^licen[cs]e/i.test(each));
    // Some bring no text of their own; what their manifest names is then the whole of it.
    const text = file === undefined ? '' : `\n${(await read(file)).trim()}\n`;
    return `${name} ${version}: ${license}\n${text}`;
  });
  return (await Promise.all(texts)).join('\n----------------------------------------\n\n');
}
