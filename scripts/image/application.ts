// SPDX-License-Identifier: Apache-2.0
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { bundleModules, root } from '../bundle/modules.ts';
import { type Tree, text } from './tree.ts';

/** A package of npm that something of went into the bundle. */
export interface Bundled {
  name: string;
  version: string;
  /** An SPDX expression, where its package.json has one. */
  license: string | undefined;
}

/** Where the agent's modules lie in the image. */
export const folder = 'enforce';

/**
 * The agent's own modules with what they import, and the terms of whatever that is.
 * The same sources make the same tree.
 */
export async function application(): Promise<{ tree: Tree; bundled: Bundled[] }> {
  const { files, inputs } = await bundleModules(`import './agent/main.ts';`);
  const tree: Tree = new Map([[`${folder}/package.json`, text('{"type":"module"}\n')]]);
  for (const [name, bytes] of Object.entries(files)) {
    tree.set(`${folder}/${name}`, { kind: 'file', bytes, mode: 0o644 });
  }
  const bundled: Bundled[] = [];
  for (const place of placesIn(inputs)) {
    const found = await packageAt(place);
    bundled.push(found);
    await terms(tree, place, `usr/share/doc/npm/${found.name}@${found.version}`);
  }
  await terms(tree, '.', 'usr/share/doc/enforce');
  return { tree, bundled };
}

/** The folders of the packages that the files are of. */
function placesIn(inputs: string[]): string[] {
  const place = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;
  const found = inputs.flatMap((path) => place.exec(path)?.[0] ?? []);
  return [...new Set(found)].sort();
}

const manifest = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string().optional().catch(undefined),
});

const packageAt = async (place: string): Promise<Bundled> => {
  const { name, version, license } = manifest.parse(
    JSON.parse(await readFile(join(root, place, 'package.json'), 'utf8')),
  );
  return { name, version, license };
};

async function terms(tree: Tree, place: string, to: string): Promise<void> {
  for (const name of await readdir(join(root, place))) {
    if (!/^(licen[cs]e|copying|notice)(\W|$)/i.test(name)) continue;
    const bytes = await readFile(join(root, place, name));
    tree.set(`${to}/${name}`, { kind: 'file', bytes, mode: 0o644 });
  }
}
