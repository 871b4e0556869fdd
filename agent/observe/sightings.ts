// SPDX-License-Identifier: Apache-2.0
import type { Workload } from '../../core/policy/applies.ts';
import type { Reference } from '../../core/policy/reference.ts';
import type { Pulled } from './image-id.ts';
import type { Owned, Pod } from './pod.ts';
import { type Keyed, keyed, type Share, shareOf } from './share.ts';

/** How much is kept of where an image runs; what goes beyond is counted as running all the same. */
const most = { workloads: 200, places: 20, objects: 200, access: 8 } as const;

/** An object of the cluster that runs an image, and in which fields of its pods. */
export interface RunningWorkload {
  kind: string;
  namespace: string;
  name: string;
  places: string[];
}

/** With whose credentials a pod's images are pulled. */
export interface PodAccess {
  namespace: string;
  serviceAccount: string;
  pullSecrets: string[];
}

/** Where an image runs. */
export interface Whereabouts {
  workloads: RunningWorkload[];
  /** What a policy's `match` is held against. */
  objects: Workload[];
  access: PodAccess[];
}

/** All pods that ask for the same and got the same. */
export interface Sighting extends Whereabouts {
  asked: Reference;
  got: Pulled | undefined;
}

/**
 * What runs in the cluster, by what was asked for and what the nodes got. The shares of pods are kept in
 * `shares`, which is only good for as long as `known` is the same.
 */
export function sightingsOf(
  pods: Iterable<Pod>,
  known: ReadonlyMap<string, Owned>,
  shares = new WeakMap<Pod, Share>(),
): Map<string, Sighting> {
  const gathered = new Map<string, { asked: Reference; got: Pulled | undefined; all: Gathering }>();
  for (const pod of pods) {
    const share = shares.get(pod) ?? shareOf(pod, known);
    shares.set(pod, share);
    for (const { key, each } of share.images) {
      const { asked, got, place } = each;
      const sighting = gathered.get(key) ?? { asked, got, all: new Gathering() };
      gathered.set(key, sighting);
      sighting.all.add(share, [place]);
    }
  }
  return new Map(
    [...gathered].map(([key, { asked, got, all }]) => [key, { asked, got, ...all.whereabouts() }]),
  );
}

/** The whereabouts of several sightings of one image together. */
export function together(all: readonly Whereabouts[]): Whereabouts {
  const [first, ...others] = all;
  if (first !== undefined && others.length === 0) return first;
  const gathering = new Gathering();
  for (const each of all) gathering.join(each);
  return gathering.whereabouts();
}

/** Gathers, each once and no more than is kept. */
class Gathering {
  readonly #workloads = new Map<string, RunningWorkload>();
  readonly #objects = new Map<string, Workload>();
  readonly #access = new Map<string, PodAccess>();

  add({ workload, objects, access }: Omit<Share, 'images'>, places: readonly string[]): void {
    this.#place(workload, places);
    for (const each of objects) keep(this.#objects, each, most.objects);
    keep(this.#access, access, most.access);
  }

  join({ workloads, objects, access }: Whereabouts): void {
    for (const { places, ...workload } of workloads) this.#place(keyed(workload), places);
    for (const each of objects) keep(this.#objects, keyed(each), most.objects);
    for (const each of access) keep(this.#access, keyed(each), most.access);
  }

  #place({ key, each }: Share['workload'], places: readonly string[]): void {
    const had = this.#workloads.get(key) ?? { ...each, places: [] };
    for (const place of places) {
      if (had.places.length < most.places && !had.places.includes(place)) had.places.push(place);
    }
    keep(this.#workloads, { key, each: had }, most.workloads);
  }

  /** In an order of their own, so that the same cluster always looks the same. */
  whereabouts(): Whereabouts {
    const sorted = <Each>(all: Map<string, Each>) =>
      [...all].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, each]) => each);
    return {
      workloads: sorted(this.#workloads),
      objects: sorted(this.#objects),
      access: sorted(this.#access),
    };
  }
}

function keep<Each>(all: Map<string, Each>, { key, each }: Keyed<Each>, most: number): void {
  if (!all.has(key) && all.size < most) all.set(key, each);
}
