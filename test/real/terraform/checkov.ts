// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache } from '../build/cache.ts';

const version = '3.3.30';

/** A virtual environment of Python stays where it was made, so it is whole when its mark is there. */
const place = (): string => join(cache(), `checkov-${version}-${process.platform}-${process.arch}`);
const mark = (): string => join(place(), 'whole');

export const checkovMissing = (): boolean => !existsSync(mark());

/** Installs it from PyPI, unless it is there; says whether it did. @throws Error with what pip says */
export function buildCheckov(): boolean {
  if (!checkovMissing()) return false;
  rmSync(place(), { recursive: true, force: true });
  mkdirSync(cache(), { recursive: true });
  ran('python3', ['-m', 'venv', place()]);
  ran(join(place(), 'bin', 'pip'), ['install', '--quiet', `checkov==${version}`]);
  writeFileSync(`${mark()}.new`, '');
  renameSync(`${mark()}.new`, mark());
  return true;
}

/** What it finds in the Terraform files of the folder, with the repository's configuration. */
export function findings(folder: string, configuration: string): string[] {
  const args = ['-d', folder, '--config-file', configuration, '--output', 'json'];
  const done = spawnSync(join(place(), 'bin', 'checkov'), args, {
    encoding: 'utf8',
    maxBuffer: 1e8,
    env: { ...process.env, BC_SKIP_MAPPING: 'true' },
  });
  const { summary, results } = JSON.parse(done.stdout);
  if (summary.passed + summary.failed === 0) throw new Error('checkov looked at nothing');
  return results.failed_checks.map(
    ({ check_id, resource }: { check_id: string; resource: string }) => `${check_id} ${resource}`,
  );
}

function ran(program: string, args: string[]): void {
  const done = spawnSync(program, args, { encoding: 'utf8' });
  if (done.status === 0) return;
  const said = done.error?.message ?? `${done.stdout}${done.stderr}`;
  throw new Error(`${program} ${args[0]} failed (python3-venv is needed): ${said}`);
}
