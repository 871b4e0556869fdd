// SPDX-License-Identifier: Apache-2.0
import type { Failure } from '../../core/errors.ts';
import { informer, type Kube, type KubeObject, resources } from '../kube.ts';
import { type Owned, owned, type Pod, pod } from './pod.ts';
import type { Share } from './share.ts';
import { type Sighting, sightingsOf } from './sightings.ts';

/** What runs in the cluster, kept current by watches. */
export interface Observed {
  /** By a key of its own for each pair of what was asked for and what the nodes got. */
  sightings: () => ReadonlyMap<string, Sighting>;
  /** Whether everything that exists was seen. */
  isSynced: () => boolean;
  /** Is called after each change, several at once. */
  onChange: (listener: () => void) => void;
  stop: () => void;
}

/** So long changes are gathered before the cluster is looked at anew, in milliseconds. */
const settling = 250;

const owners = [
  resources.replicaSets,
  resources.deployments,
  resources.statefulSets,
  resources.daemonSets,
  resources.jobs,
  resources.cronJobs,
];

/** Watches pods and what owns them. */
export function observe(kube: Kube, troubled: (failure: Failure) => void): Observed {
  const known = new Map<string, Owned>();
  const listeners: (() => void)[] = [];
  let shares = new WeakMap<Pod, Share>();
  let seen: ReadonlyMap<string, Sighting> | undefined;
  let soon: NodeJS.Timeout | undefined;
  const differs = (now: unknown, before: unknown) => JSON.stringify(now) !== JSON.stringify(before);
  const changed = () => {
    seen = undefined;
    soon ??= setTimeout(() => {
      soon = undefined;
      for (const listener of listeners) listener();
    }, settling);
    soon.unref();
  };
  const pods = informer<Pod>(kube, resources.pods, {
    keep: (object) => pod.safeParse(object).data,
    changed: (_key, now, before) => {
      if (differs(now, before)) changed();
    },
    troubled,
  });
  const ownerWatches = owners.map((resource) =>
    informer<Owned>(kube, resource, {
      keep: ownedOf,
      changed: (_key, now, before) => {
        if (before !== undefined) known.delete(before.metadata.uid);
        if (now !== undefined) known.set(now.metadata.uid, now);
        if (!differs(now, before)) return;
        shares = new WeakMap();
        changed();
      },
      troubled,
    }),
  );
  const watches = [pods, ...ownerWatches];
  return {
    sightings: () => {
      seen ??= sightingsOf(pods.all(), known, shares);
      return seen;
    },
    isSynced: () => watches.every((each) => each.isSynced()),
    onChange: (listener) => void listeners.push(listener),
    stop: () => {
      clearTimeout(soon);
      for (const each of watches) each.stop();
    },
  };
}

const ownedOf = (object: KubeObject): Owned | undefined => owned.safeParse(object).data;
