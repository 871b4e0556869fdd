// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Failure } from '../../../core/errors.ts';
import { cache, missing, place, source } from './cache.ts';
import { lock } from './lock.ts';
import { type Part, type PartName, parts } from './parts.ts';

/**
 * Builds a part into the cache unless it is there; of two runs at once, one builds and the other
 * waits. Resolves to the seconds it took, or nothing when nothing had to be done.
 */
export async function build(name: PartName): Promise<number | undefined> {
  if (missing([name]).length === 0) return undefined;
  mkdirSync(cache(), { recursive: true });
  const unlock = lock(join(cache(), `${name}.lock`), () =>
    console.log(`${name} is being built by another run; waiting …`),
  );
  try {
    if (missing([name]).length === 0) return undefined;
    const begun = performance.now();
    await compile(name);
    return (performance.now() - begun) / 1000;
  } finally {
    unlock();
  }
}

/** A folder appears under its final name only when the program in it is whole. */
async function compile(name: PartName): Promise<void> {
  const { package: target, link = '', files }: Part = parts[name];
  const aside = `${place(name)}.building`;
  rmSync(aside, { recursive: true, force: true });
  const flags = ['-trimpath', '-ldflags', `-s -w ${link}`.trim(), '-o', join(aside, name)];
  await go(name, ['build', ...flags, target]);
  if (files !== undefined) {
    const home = await go(name, ['list', '-m', '-f', '{{.Dir}}', files.module]);
    cpSync(join(home.trim(), files.folder), join(aside, 'files'), { recursive: true });
  }
  renameSync(aside, place(name));
}

/**
 * Runs go at the lowest priority, with the toolchain and the modules that are pinned, no others. Resolves
 * to what it prints.
 */
function go(name: PartName, args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('go', args, {
      cwd: source(name),
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        CGO_ENABLED: '0',
        GOFLAGS: '-mod=readonly -buildvcs=false',
        GOTOOLCHAIN: 'local',
        GOWORK: 'off',
      },
    });
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
    child.on('error', (cause) =>
      reject(
        new Failure('FAILED_PRECONDITION', `${name} needs Go to be built, and go does not start`, {
          next: 'install Go 1.26 or newer and put it on the PATH',
          cause,
        }),
      ),
    );
    const printed = text(child.stdout);
    child.on('exit', (code) => {
      if (code === 0) resolve(printed);
      else reject(new Failure('INTERNAL', `${name} did not build; go says why above`));
    });
  });
}
