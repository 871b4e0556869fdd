// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { inspect, signAdHoc } from './mach-o.ts';
import type { Target } from './targets.ts';

/** The bun that is installed here; its package calls the program so on every system. */
const bun = (root: string): string => join(root, 'node_modules', 'bun', 'bin', 'bun.exe');

/**
 * Compiles a bundle to one executable for the target. What the executable needs of another system
 * than this one, bun fetches from the npm registry once.
 * @throws Error when bun fails, or a Mac's signature does not fit the file
 */
export async function compile(
  root: string,
  entry: string,
  target: Target,
  file: string,
): Promise<void> {
  const args = ['build', '--compile', '--minify', '--splitting', '--format=esm'];
  // Bytecode halves the time to start, and makes the largest of the files too large.
  const ready = target.name.startsWith('windows') ? [] : ['--bytecode'];
  // A command line is over before code that was compiled better pays off: ten times later than usual.
  const lasting = ['--compile-jit-policy=10'];
  const closed = ['--no-compile-autoload-dotenv', '--no-compile-autoload-bunfig'];
  const names = [`--target=${target.bun}`, entry, '--outfile', file];
  await promisify(execFile)(bun(root), [...args, ...ready, ...lasting, ...closed, ...names], {
    cwd: dirname(entry),
    maxBuffer: 1 << 24,
  });
  if (target.bun.startsWith('bun-darwin')) await sign(file);
  await chmod(file, 0o755);
}

async function sign(file: string): Promise<void> {
  const signed = signAdHoc(await readFile(file), 'chainctl');
  const { wrong, pages } = inspect(signed);
  if (wrong > 0) throw new Error(`${wrong} of ${pages} pages of ${file} are signed wrongly`);
  await writeFile(file, signed);
}
