// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { platformAt } from '../../chainctl/build.ts';
import { bundle } from '../../scripts/chainctl/bundle.ts';
import { compile } from '../../scripts/chainctl/compile.ts';
import { provenance } from '../../scripts/chainctl/provenance.ts';
import { ownTarget } from '../../scripts/chainctl/targets.ts';

/** What one run of a process took: milliseconds, milliseconds, MiB. */
export interface Cost {
  wall: number;
  cpu: number;
  resident: number;
}

/** Compiles chainctl for this machine into the folder, as the local home offers it. */
export async function builtChainctl(folder: string): Promise<string> {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const target = ownTarget();
  if (target === undefined) throw new Error('chainctl is not built for this machine');
  const platform = platformAt('http://localhost:8080');
  const build = { ...provenance(root), target: target.name, platform };
  const { entry } = await bundle(root, join(folder, 'bundle'), build);
  await compile(root, entry, target, join(folder, target.file));
  return join(folder, target.file);
}

/** Runs the command once, its output into a pipe. bash says how long, GNU time how much. */
export async function measured(command: string, env = process.env): Promise<Cost> {
  const folder = await mkdtemp(join(tmpdir(), 'enforce-cost-'));
  try {
    const peak = join(folder, 'peak');
    const script = `set -o pipefail; TIMEFORMAT='%3R %3U %3S'; time env time -q -f %M -o ${peak} ${command} 2>&1 | cat >&3`;
    const { stderr } = await promisify(execFile)('bash', ['-c', `exec 3>/dev/null; ${script}`], {
      env,
    });
    const [wall = 0, user = 0, system = 0] = stderr.trim().split(/\s+/).map(Number);
    const resident = Number((await readFile(peak, 'utf8')).trim()) / 1024;
    return { wall: wall * 1000, cpu: (user + system) * 1000, resident };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The number in the middle. */
export function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
