// SPDX-License-Identifier: Apache-2.0
import type { Workload } from '../../core/policy/applies.ts';
import type { Owned, Pod } from './pod.ts';

/** Who wants a pod to run: the object that somebody wrote, and all between it and the pod. */
export interface Origin {
  /** The kind and name of the uppermost, as `Deployment`. */
  kind: string;
  name: string;
  /** The pod and the objects above it whose labels are known: what a policy's `match` is held against. */
  objects: Workload[];
}

/** How far up is looked: a Deployment's pod has two owners, and nothing sensible has five. */
const highest = 5;

/**
 * Follows the controllers of a pod upwards, as far as `known` (by uid) reaches; the last one is named by
 * whom it owns even if nothing else is known of it. A static pod's owner is its node, which wants
 * nothing: such a pod stands for itself.
 */
export function originOf({ metadata }: Pod, known: ReadonlyMap<string, Owned>): Origin {
  const origin: Origin = {
    kind: 'Pod',
    name: metadata.name,
    objects: [{ group: '', version: 'v1', resource: 'pods', labels: metadata.labels }],
  };
  let references = metadata.ownerReferences;
  for (let height = 0; height < highest; height += 1) {
    const above = references.find(({ controller, kind }) => controller === true && kind !== 'Node');
    if (above === undefined) return origin;
    origin.kind = above.kind;
    origin.name = above.name;
    const object = known.get(above.uid);
    if (object === undefined) return origin;
    origin.objects.push(workloadOf(object));
    references = object.metadata.ownerReferences;
  }
  return origin;
}

function workloadOf({ apiVersion, kind, metadata }: Owned): Workload {
  const slash = apiVersion.indexOf('/');
  return {
    group: apiVersion.slice(0, Math.max(slash, 0)),
    version: apiVersion.slice(slash + 1),
    resource: `${kind.toLowerCase()}s`,
    labels: metadata.labels,
  };
}
