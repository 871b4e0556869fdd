// SPDX-License-Identifier: Apache-2.0
// Builds the real programs that tests talk to, as far as the cache lacks them, the schemas that the
// stand-in for Terraform's providers serves, checkov, and what the agent's image stands on.
// usage: npm run build:real [-- part…]
import { asFailure } from '../core/errors.ts';
import { build } from '../test/real/build/build.ts';
import { cache } from '../test/real/build/cache.ts';
import { isPartName, partNames, parts } from '../test/real/build/parts.ts';
import { buildCheckov } from '../test/real/terraform/checkov.ts';
import { buildSchemas } from '../test/real/terraform/schema.ts';
import { baseLayer, basesMissing } from './image/base.ts';
import { architectures } from './image/pinned.ts';

/** What is made of packages, and not built from source. */
const others = { 'terraform-schema': buildSchemas, checkov: buildCheckov, image: buildBases };
const named = process.argv.slice(2);
const unknown = named.filter((name) => !isPartName(name) && !(name in others));
if (unknown.length > 0) {
  console.error(
    `Error: ${unknown.join(', ')}: no such part; there are ${[...partNames, ...Object.keys(others)].join(', ')}`,
  );
  process.exit(1);
}
console.log(`Real parts, in ${cache()}:`);

/** What the agent's image stands on. */
async function buildBases(): Promise<boolean> {
  if (!basesMissing()) return false;
  for (const architecture of architectures) await baseLayer(architecture);
  return true;
}

try {
  for (const name of named.length === 0 ? partNames : named.filter(isPartName)) {
    const seconds = await build(name);
    const done = seconds === undefined ? 'is there' : `built in ${seconds.toFixed(0)} s`;
    console.log(`  ${name} ${parts[name].version} ${done}`);
  }
  for (const [name, make] of Object.entries(others)) {
    if (named.length > 0 && !named.includes(name)) continue;
    console.log(`  ${name} ${(await make()) ? 'built' : 'is there'}`);
  }
} catch (error) {
  const { message, next } = asFailure(error);
  console.error(`Error: ${message}`);
  if (next !== undefined) console.error(`Try: ${next}`);
  process.exit(1);
}
