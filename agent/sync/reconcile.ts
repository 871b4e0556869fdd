// SPDX-License-Identifier: Apache-2.0
import type { DesiredState } from '../../core/api/desired.ts';
import { asFailure, type Failure } from '../../core/errors.ts';
import { type Kube, type KubeObject, type Resource, resources } from '../kube.ts';
import { managedLabel, policyNamespace, sourceAnnotations } from '../names.ts';
import type { Bodies } from './bodies.ts';
import { ensure, remove } from './ensure.ts';
import { type DesiredPolicy, objectsOf, type Wanted } from './objects.ts';

/** A policy that could not be put into the cluster, and why. */
export interface Failing {
  /** The policy's id. */
  policy: string;
  message: string;
}

/**
 * Makes the cluster have the policies of the desired state and no others of ours: whole state against whole
 * state. What cannot be applied is told and keeps what is there; only what is known not to be wanted goes.
 * @throws Failure if it cannot even be seen what is there
 */
export async function reconcile(
  kube: Kube,
  bodies: Bodies,
  { policies }: Pick<DesiredState, 'policies'>,
): Promise<Failing[]> {
  const before = await managed(kube);
  const listed = new Map(before.map((each) => [keyOf(each.kind, each.metadata.name), each]));
  const failing: Failing[] = [];
  const keep = new Set<string>();
  let unread = false;
  for (const policy of trustFirst(policies)) {
    keep.add(keyOf(policy.kind, policy.name));
    const wanted = await read(bodies, policy);
    if ('failure' in wanted) {
      unread = true;
      failing.push({ policy: policy.id, message: told(wanted.failure) });
      continue;
    }
    for (const { object } of wanted.objects) keep.add(keyOf(object.kind, object.metadata.name));
    try {
      for (const each of wanted.objects) {
        const { kind, metadata } = each.object;
        await ensure(kube, each, listed.get(keyOf(kind, metadata.name)));
      }
    } catch (error) {
      failing.push({ policy: policy.id, message: told(asFailure(error)) });
    }
  }
  await prune(kube, before, (kind, name) => {
    // What an unread policy brings along is not known, so it may be any of these.
    if (unread && kind !== 'ClusterImagePolicy') return false;
    return !keep.has(keyOf(kind, name));
  });
  return failing;
}

const keyOf = (kind: string, name: string): string => `${kind}/${name}`;

const trustFirst = (policies: readonly DesiredPolicy[]): DesiredPolicy[] =>
  policies.toSorted((one, other) => Number(one.kind < other.kind) - Number(one.kind > other.kind));

async function read(
  bodies: Bodies,
  policy: DesiredPolicy,
): Promise<{ objects: Wanted[] } | { failure: Failure }> {
  try {
    return { objects: objectsOf(policy, await bodies(policy.digest)) };
  } catch (error) {
    return { failure: asFailure(error) };
  }
}

const heads: readonly Resource[] = [resources.clusterImagePolicies, resources.trustRoots];

/** Everything of ours that can be listed: Secrets never are, the policies name them. */
async function managed(kube: Kube): Promise<KubeObject[]> {
  const labels = `${managedLabel}=true`;
  const all = await Promise.all(heads.map((resource) => kube.list(resource, { labels })));
  return all.flat();
}

/** Policies go before what they refer to. */
async function prune(
  kube: Kube,
  before: readonly KubeObject[],
  unwanted: (kind: string, name: string) => boolean,
): Promise<void> {
  for (const resource of heads) {
    for (const { kind, metadata } of before) {
      if (kind !== resource.kind || !unwanted(kind, metadata.name)) continue;
      await remove(kube, resource, metadata.name);
    }
  }
  const along = before.flatMap(({ metadata }) =>
    (metadata.annotations?.[sourceAnnotations.along] ?? '').split(','),
  );
  for (const each of new Set(along)) {
    const [kind = '', name = ''] = each.split('/');
    if (kind !== 'Secret' || !unwanted(kind, name)) continue;
    await remove(kube, resources.secrets, name, policyNamespace);
  }
}

/** A sentence that fits into a heartbeat. */
export const told = ({ message, faults }: Failure): string =>
  [message, ...faults.slice(0, 3).map(({ fault, place = '' }) => `${place} ${fault}`.trim())]
    .join('; ')
    .slice(0, 1000);
