// SPDX-License-Identifier: Apache-2.0
import { type Sighting, together, type Whereabouts } from './sightings.ts';

/** An image that runs in the cluster, and where. */
export interface RunningImage extends Whereabouts {
  /** `repository@sha256:…`, canonical. */
  name: string;
  /** The nodes know it by an id of their own alone, which stands in place of the digest. */
  local?: true;
}

/**
 * The images of sightings, by name. A sighting to which `nameOf` gives none is left out: nobody can say
 * yet, or ever, which image it is.
 */
export function runningImages(
  sightings: ReadonlyMap<string, Sighting>,
  nameOf: (key: string, sighting: Sighting) => string | undefined,
): Map<string, RunningImage> {
  const byName = new Map<string, Sighting[]>();
  for (const [key, sighting] of sightings) {
    const name = nameOf(key, sighting);
    if (name !== undefined) byName.set(name, [...(byName.get(name) ?? []), sighting]);
  }
  return new Map(
    [...byName].map(([name, all]) => {
      const { workloads, objects, access } = together(all);
      const local = all.every(({ got }) => got?.local) ? { local: true as const } : {};
      return [name, { name, ...local, workloads, objects, access }];
    }),
  );
}
