// SPDX-License-Identifier: Apache-2.0
// Signs with the real cosign at a private sigstore, and puts what the registry then holds into
// test/fixtures/sigstore/, in the place of what was there. usage: npm run fixtures
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missing } from '../test/real/build/cache.ts';
import { allLogs } from '../test/real/sigstore/cases.ts';
import { makeFixtures } from '../test/real/sigstore/fixtures.ts';
import { sigstoreParts } from '../test/real/sigstore/stack.ts';

const folder = fileURLToPath(new URL('../test/fixtures/sigstore', import.meta.url));
const absent = missing(['reg', 'cosign2', ...sigstoreParts(allLogs)]);
if (absent.length > 0) {
  console.error(`Error: the parts ${absent.join(', ')} are not built yet`);
  console.error(`Try: npm run build:real -- ${absent.join(' ')}`);
  process.exit(1);
}
const made = mkdtempSync(join(tmpdir(), 'enforce-fixtures-'));
await makeFixtures(made);
rmSync(folder, { recursive: true, force: true });
cpSync(made, folder, { recursive: true });
rmSync(made, { recursive: true });
console.log(`${folder} is new; the tests say whether it is good`);
