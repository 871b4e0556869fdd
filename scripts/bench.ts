// SPDX-License-Identifier: Apache-2.0
// Runs the measurements that are named: npm run bench -- NAME…
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../test/bench/', import.meta.url));
const known = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .filter((file) => readFileSync(folder + file, 'utf8').includes('// usage: npm run bench -- '))
  .map((file) => file.replace(/\.ts$/, ''));
const named = process.argv.slice(2);
const wrong = named.filter((name) => !known.includes(name));
if (named.length === 0 || wrong.length > 0) {
  console.error(`name what to measure: ${known.join(', ')}`);
  process.exit(2);
}
for (const name of named) await import(`../test/bench/${name}.ts`);
