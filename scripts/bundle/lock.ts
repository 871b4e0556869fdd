// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

const versions = z.record(z.string(), z.string()).default({});
const lockfile = z.object({
  lockfileVersion: z.number(),
  packages: z.record(
    z.string(),
    z.looseObject({ dependencies: versions, optionalDependencies: versions }),
  ),
});

/**
 * The lockfile of a project that depends on nothing but this package, in the versions that ours has:
 * what is installed at a deployment is what was tested.
 */
export function lockOf(ours: unknown, name: string, manifest: object): object {
  const { lockfileVersion, packages } = lockfile.parse(ours);
  const raw = z.object({ packages: z.record(z.string(), z.unknown()) }).parse(ours).packages;
  const found = new Set<string>();
  const visit = (place: string): void => {
    if (found.has(place)) return;
    found.add(place);
    const { dependencies = {}, optionalDependencies = {} } = packages[place] ?? {};
    for (const each of [...Object.keys(dependencies), ...Object.keys(optionalDependencies)]) {
      const next = resolved(packages, place, each);
      if (next !== undefined) visit(next);
    }
  };
  visit(`node_modules/${name}`);
  const kept = [...found].sort().map((place) => [place, raw[place]] as const);
  return {
    lockfileVersion,
    requires: true,
    packages: { '': manifest, ...Object.fromEntries(kept) },
  };
}

/** Where Node would find the package for whoever lies at the place. */
function resolved(packages: object, place: string, name: string): string | undefined {
  const folders = place.split('/node_modules/');
  for (let depth = folders.length; depth > 0; depth -= 1) {
    const candidate = `${folders.slice(0, depth).join('/node_modules/')}/node_modules/${name}`;
    if (candidate in packages) return candidate;
  }
  const top = `node_modules/${name}`;
  return top in packages ? top : undefined;
}
