// SPDX-License-Identifier: Apache-2.0
// Puts sigstore's public-good trust root, as the installed @sigstore/tuf brings it, into core, and what
// its refreshing begins with into registry: what is believed where nothing fresher was fetched.
// usage: npm run trust-root
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { seeded } from './trust-root/seeded.ts';

const { trustedRoot, tufRoot } = seeded();
write('../core/evidence/public-good.json', trustedRoot);
write('../registry/trust/public-good.json', tufRoot);

function write(place: string, text: string): void {
  const file = fileURLToPath(new URL(place, import.meta.url));
  writeFileSync(file, text);
  console.log(`${file} is new`);
}
