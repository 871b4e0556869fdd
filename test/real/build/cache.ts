// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Part, type PartName, parts } from './parts.ts';

/** The folder of a part's module: go.mod, go.sum and, of our own programs, their source. */
export const source = (name: PartName): string =>
  fileURLToPath(new URL(`../go/${name}/`, import.meta.url));

/** Where built parts are kept: outside the working tree, shared by all of a machine's clones. */
export const cache = (): string =>
  join(process.env['ENFORCE_CACHE'] ?? join(homedir(), '.cache', 'enforce'), 'real');

/**
 * The folder in the cache that holds a part once it is built. Its name has the version, the platform
 * and the hash of everything that goes in but the Go toolchain: a cache is of use without Go.
 */
export function place(name: PartName): string {
  const { version, package: target, link = '', files }: Part = parts[name];
  const inputs = createHash('sha256').update(`${target}\n${link}\n`);
  if (files !== undefined) inputs.update(`${files.module}\n${files.folder}\n`);
  for (const file of readdirSync(source(name)).sort()) {
    inputs
      .update(`${file}\0`)
      .update(readFileSync(join(source(name), file)))
      .update('\0');
  }
  const platform = `${process.platform}-${process.arch}`;
  return join(cache(), `${name}-${version}-${platform}-${inputs.digest('hex').slice(0, 16)}`);
}

/** The program itself, whether it is there yet or not. */
export const program = (name: PartName): string => join(place(name), name);

/** What lies beside a program of what its module has, for parts that name such a folder. */
export const files = (name: PartName): string => join(place(name), 'files');

/** Those of the parts that are not in the cache. */
export const missing = (names: readonly PartName[]): PartName[] =>
  names.filter((name) => !existsSync(program(name)));
