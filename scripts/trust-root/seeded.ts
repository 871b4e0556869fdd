// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as z from 'zod';

const repository = 'https://tuf-repo-cdn.sigstore.dev';
const seeds = z.object({
  [repository]: z.object({
    'root.json': z.base64(),
    targets: z.object({ 'trusted_root.json': z.base64() }),
  }),
});

/**
 * What the installed @sigstore/tuf was seeded with, indented: the trusted_root.json, and the root.json
 * with which its refreshing begins.
 */
export function seeded(): { trustedRoot: string; tufRoot: string } {
  const file = createRequire(import.meta.url).resolve('@sigstore/tuf/seeds.json');
  const seed = seeds.parse(JSON.parse(readFileSync(file, 'utf8')))[repository];
  return { trustedRoot: read(seed.targets['trusted_root.json']), tufRoot: read(seed['root.json']) };
}

const read = (base64: string): string =>
  `${JSON.stringify(JSON.parse(Buffer.from(base64, 'base64').toString('utf8')), null, 2)}\n`;
