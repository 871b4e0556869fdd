// SPDX-License-Identifier: Apache-2.0
import type { Workload } from '../../core/policy/applies.ts';
import { parseReference, type Reference } from '../../core/policy/reference.ts';
import type { Pulled } from './image-id.ts';
import { originOf } from './owners.ts';
import { type Placed, placedImages } from './placed.ts';
import type { Owned, Pod } from './pod.ts';
import type { PodAccess, RunningWorkload } from './sightings.ts';

/** Something, and what it is told apart by. */
export interface Keyed<Each> {
  key: string;
  each: Each;
}

/** What one pod adds to what is seen in a cluster, ready to be gathered. */
export interface Share {
  images: Keyed<{ asked: Reference; got: Pulled | undefined; place: string }>[];
  workload: Keyed<Omit<RunningWorkload, 'places'>>;
  objects: Keyed<Workload>[];
  access: Keyed<PodAccess>;
}

/** The share of a pod. One that has ended runs nothing, and what is no reference never ran. */
export function shareOf(pod: Pod, known: ReadonlyMap<string, Owned>): Share {
  const { metadata, spec, status } = pod;
  const { namespace } = metadata;
  const { kind, name, objects } = originOf(pod, known);
  const serviceAccount = spec.serviceAccountName || 'default';
  const pullSecrets = spec.imagePullSecrets.flatMap((each) => each.name || []);
  const ended = status.phase === 'Succeeded' || status.phase === 'Failed';
  return {
    images: ended ? [] : placedImages(pod).flatMap(imageOf),
    workload: keyed({ kind, namespace, name }),
    objects: objects.map(keyed),
    access: keyed({ namespace, serviceAccount, pullSecrets }),
  };
}

/** Under its content. */
export const keyed = <Each>(each: Each): Keyed<Each> => ({ key: JSON.stringify(each), each });

function imageOf({ asked: text, got: pulled, local, place }: Placed) {
  try {
    const asked = parseReference(text);
    // A digest that is asked for is what runs. What a tag stands for at its registry need not be.
    const got = pulled ?? (asked.kind === 'tag' ? loaded(asked, local) : undefined);
    const key = `${asked.name} ${got === undefined ? '' : `${got.repository}@${got.digest}`}`;
    return [{ key, each: { asked, got, place } }];
  } catch {
    return [];
  }
}

const loaded = ({ repository }: Reference, local: string | undefined): Pulled | undefined =>
  local === undefined ? undefined : { repository, digest: local, local: true };
