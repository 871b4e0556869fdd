// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { program } from '../build/cache.ts';

/** An empty home, so that neither a person's credentials nor their trust root play a part. */
const home = mkdtempSync(join(tmpdir(), 'enforce-cosign-'));
process.once('exit', () => rmSync(home, { recursive: true, force: true }));

/** What cosign said, on both outputs. */
export interface Said {
  stdout: string;
  stderr: string;
}

/**
 * Runs the real cosign 2 or 3. Rejects with what it said when it fails. Its environment has nothing
 * of this process's that could change what it does. What Fulcio could not enter into its log is
 * asked for again, as a person would: on a busy machine the log's answer is now and then too late.
 */
export async function cosign(
  version: 2 | 3,
  args: string[],
  env: Record<string, string> = {},
): Promise<Said> {
  const { PATH = '' } = process.env;
  const once = () =>
    promisify(execFile)(program(version === 2 ? 'cosign2' : 'cosign3'), args, {
      env: { PATH, HOME: home, COSIGN_PASSWORD: keyPassword, ...env },
      timeout: 120_000,
    });
  return once().catch((failed: Error) => {
    if (!failed.message.includes('Error entering certificate in CTL')) throw failed;
    return once();
  });
}

/** The password of the private keys that `keyPair` makes. */
const keyPassword = 'a password for tests';

/** Has cosign make a key pair in the folder; gives the files. */
export async function keyPair(folder: string): Promise<{ private: string; public: string }> {
  const prefix = join(folder, 'k');
  await cosign(3, ['generate-key-pair', '--output-key-prefix', prefix]);
  return { private: `${prefix}.key`, public: `${prefix}.pub` };
}
