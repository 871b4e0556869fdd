// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { apiVersionOf, type Kube, KubeFailure, resources } from '../../agent/kube.ts';
import { agentPods } from '../../agent/manifests/options.ts';
import { agentNamespace, policyWebhook, serviceAccount } from '../../agent/names.ts';

const rollout = z.object({
  metadata: z.object({ generation: z.number().default(0) }),
  spec: z.object({ replicas: z.number().default(1) }),
  status: z
    .object({
      observedGeneration: z.number().default(0),
      updatedReplicas: z.number().default(0),
      availableReplicas: z.number().default(0),
    })
    .prefault({}),
});

/** Why the agent is not ready as it was applied last; undefined when it is. */
export async function unready(kube: Kube): Promise<string | undefined> {
  const found = await kube.get(resources.deployments, serviceAccount, agentNamespace);
  if (found === undefined) return 'the agent is not installed';
  const { metadata, spec, status } = rollout.parse(found);
  const { observedGeneration, updatedReplicas, availableReplicas } = status;
  const fresh = observedGeneration >= metadata.generation && updatedReplicas >= spec.replicas;
  if (fresh && availableReplicas >= spec.replicas) return undefined;
  const ready = `${availableReplicas} of ${spec.replicas} replicas of the agent are ready`;
  const reasons = await waiting(kube);
  return reasons.length === 0 ? ready : `${ready} (${reasons.join('; ')})`;
}

const stuck = z.object({
  status: z.object({
    conditions: z
      .array(z.object({ type: z.string(), status: z.string(), message: z.string().default('') }))
      .default([]),
    containerStatuses: z
      .array(
        z.object({
          state: z.object({
            waiting: z
              .object({ reason: z.string().default(''), message: z.string().default('') })
              .optional(),
          }),
        }),
      )
      .default([]),
  }),
});

/** What the agent's pods wait for, as the kubelet or the scheduler says. */
async function waiting(kube: Kube): Promise<string[]> {
  const labels = Object.entries(agentPods).map(([name, value]) => `${name}=${value}`);
  const pods = await kube.list(resources.pods, {
    namespace: agentNamespace,
    labels: labels.join(),
  });
  const reasons = pods.flatMap((pod) => {
    const { conditions, containerStatuses } = stuck.parse(pod).status;
    const unscheduled = conditions.filter(
      ({ type, status }) => type === 'PodScheduled' && status === 'False',
    );
    const held = containerStatuses.flatMap(({ state }) => state.waiting ?? []);
    return [
      ...unscheduled.map(({ message }) => message),
      ...held.map(({ reason, message }) => (message === '' ? reason : `${reason}: ${message}`)),
    ];
  });
  return [...new Set(reasons)].slice(0, 3);
}

/** A policy that must be refused: it says nothing. */
const empty = {
  apiVersion: apiVersionOf(resources.clusterImagePolicies),
  kind: resources.clusterImagePolicies.kind,
  metadata: { name: 'enforce-asks-its-webhook' },
  spec: {},
};

/**
 * Why the API server does not get an answer from the agent; undefined when it does: a policy that says
 * nothing is tried, and refused by us. Nothing is kept of it.
 */
export async function unanswered(kube: Kube): Promise<string | undefined> {
  try {
    await kube.create(resources.clusterImagePolicies, empty, { dryRun: true });
    return 'the webhook is not asked';
  } catch (error) {
    if (!(error instanceof KubeFailure)) throw error;
    const ours = `admission webhook "${policyWebhook}" denied the request`;
    return error.message.includes(ours) ? undefined : error.message;
  }
}
