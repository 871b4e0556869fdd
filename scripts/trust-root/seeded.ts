// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { z } from 'zod';

const repository = 'https://tuf-repo-cdn.sigstore.dev';
const seeds = z.object({
  [repository]: z.object({ targets: z.object({ 'trusted_root.json': z.base64() }) }),
});

/** The trusted_root.json that the installed @sigstore/tuf was seeded with, indented. */
export function seededRoot(): string {
  const file = createRequire(import.meta.url).resolve('@sigstore/tuf/seeds.json');
  const read = seeds.parse(JSON.parse(readFileSync(file, 'utf8')));
  const root = Buffer.from(read[repository].targets['trusted_root.json'], 'base64');
  return `${JSON.stringify(JSON.parse(root.toString('utf8')), null, 2)}\n`;
}
