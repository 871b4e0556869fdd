// SPDX-License-Identifier: Apache-2.0
import type { Workload } from '../../core/policy/applies.ts';
import { parseReference, type Reference } from '../../core/policy/reference.ts';
import type { Pulled } from './image-id.ts';
import { type Origin, originOf } from './owners.ts';
import { placedImages } from './placed.ts';
import type { Owned, Pod } from './pod.ts';

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
 * What runs in the cluster, by what was asked for and what the nodes got. Pods that have ended run
 * nothing; what is no reference never ran.
 */
export function sightingsOf(
  pods: Iterable<Pod>,
  known: ReadonlyMap<string, Owned>,
): Map<string, Sighting> {
  const gathered = new Map<string, { asked: Reference; got: Pulled | undefined; all: Gathering }>();
  for (const pod of pods) {
    const { phase } = pod.status;
    if (phase === 'Succeeded' || phase === 'Failed') continue;
    const origin = originOf(pod, known);
    for (const { asked: text, got, place } of placedImages(pod)) {
      const asked = referenceOf(text);
      if (asked === undefined) continue;
      const key = `${asked.name} ${got === undefined ? '' : `${got.repository}@${got.digest}`}`;
      const sighting = gathered.get(key) ?? { asked, got, all: new Gathering() };
      gathered.set(key, sighting);
      sighting.all.add(pod, origin, place);
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

  add({ metadata: { namespace }, spec }: Pod, origin: Origin, place: string): void {
    const { kind, name, objects } = origin;
    const serviceAccount = spec.serviceAccountName || 'default';
    const pullSecrets = spec.imagePullSecrets.flatMap((each) => each.name || []);
    const access = [{ namespace, serviceAccount, pullSecrets }];
    this.join({ workloads: [{ kind, namespace, name, places: [place] }], objects, access });
  }

  join({ workloads, objects, access }: Whereabouts): void {
    for (const { places, ...workload } of workloads) {
      const key = JSON.stringify([workload.kind, workload.namespace, workload.name]);
      const had = this.#workloads.get(key)?.places ?? [];
      const merged = [...new Set([...had, ...places])].slice(0, most.places);
      keep(this.#workloads, key, { ...workload, places: merged }, most.workloads);
    }
    for (const each of objects) keep(this.#objects, JSON.stringify(each), each, most.objects);
    for (const each of access) keep(this.#access, JSON.stringify(each), each, most.access);
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

function keep<Each>(all: Map<string, Each>, key: string, each: Each, most: number): void {
  if (all.has(key) || all.size < most) all.set(key, each);
}

function referenceOf(text: string): Reference | undefined {
  try {
    return parseReference(text);
  } catch {
    return undefined;
  }
}
