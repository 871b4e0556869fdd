// SPDX-License-Identifier: Apache-2.0
// Puts sigstore's public-good trust root, as the installed @sigstore/tuf brings it, into core: what is
// believed where nothing fresher was fetched. usage: npm run trust-root
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { seededRoot } from './trust-root/seeded.ts';

const file = fileURLToPath(new URL('../core/evidence/public-good.json', import.meta.url));
writeFileSync(file, seededRoot());
console.log(`${file} is new`);
