// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tufRepository } from '../../fixtures/tuf/repository.ts';

/**
 * Writes a TUF repository with the files as its targets (name in the repository → path). Any static
 * server makes a mirror of the folder; clients begin with its `root.json`.
 */
export function makeTuf(folder: string, targets: Record<string, string>): void {
  const repository = tufRepository();
  const contents = Object.entries(targets).map(([name, path]) => [name, readFileSync(path)]);
  repository.publish(Object.fromEntries(contents));
  mkdirSync(join(folder, 'targets'), { recursive: true });
  for (const [path, bytes] of repository.files) writeFileSync(join(folder, path), bytes);
}
