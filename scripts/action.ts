// SPDX-License-Identifier: Apache-2.0
// Makes action/dist anew, which is committed: npm run action
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleAction } from './bundle/action.ts';

const folder = join(import.meta.dirname, '..', 'action', 'dist');
const made = await bundleAction();
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
for (const [name, text] of Object.entries(made)) {
  await writeFile(join(folder, name), text);
  console.log(`${name.padEnd(12)} ${String(Math.round(text.length / 1024)).padStart(6)} KiB`);
}
