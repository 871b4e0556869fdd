// SPDX-License-Identifier: Apache-2.0
// Makes the archives that are deployed: <name>-<digest>.zip, and index.json, which names them for
// Terraform, in dist/functions or the folder given.
import { join } from 'node:path';
import { bundleAll } from './bundle/archive.ts';

const folder = process.argv[2] ?? join(import.meta.dirname, '..', 'dist', 'functions');
for (const { name, file, bytes } of await bundleAll(folder)) {
  console.log(`${name.padEnd(12)} ${String(Math.round(bytes / 1024)).padStart(6)} KiB  ${file}`);
}
