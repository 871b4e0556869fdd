// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Build } from '../../chainctl/build.ts';

/** What chainctl says of the source that it was built from. */
export type Provenance = Pick<Build, 'version' | 'commit' | 'treeState' | 'date'>;

/** Read from git; outside a checkout, from package.json alone. The date is the commit's. */
export function provenance(root: string): Provenance {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim();
  try {
    const commit = git('rev-parse', 'HEAD');
    const seconds = Number(git('show', '-s', '--format=%ct', 'HEAD'));
    const treeState = git('status', '--porcelain') === '' ? 'clean' : 'dirty';
    const date = new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
    return { version: commit.slice(0, 7), commit, treeState, date };
  } catch {
    const manifest = z.object({ version: z.string() });
    const { version } = manifest.parse(
      JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')),
    );
    return { version, commit: 'unknown', treeState: 'unknown', date: '1970-01-01T00:00:00Z' };
  }
}
