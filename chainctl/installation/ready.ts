// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { apiVersionOf, type Kube, KubeFailure, resources } from '../../agent/kube.ts';
import { agentNamespace, policyWebhook, serviceAccount } from '../../agent/names.ts';
import { waitedFor } from './pods.ts';
import type { Missing } from './wait.ts';

const rollout = z.object({
  metadata: z.object({ generation: z.number().default(0) }),
  spec: z.object({
    replicas: z.number().default(1),
    template: z.object({
      spec: z.object({ containers: z.array(z.object({ image: z.string().default('') })) }),
    }),
  }),
  status: z
    .object({
      observedGeneration: z.number().default(0),
      updatedReplicas: z.number().default(0),
      availableReplicas: z.number().default(0),
    })
    .prefault({}),
});

/** Why the agent is not ready as it was applied last; undefined when it is. */
export async function unready(kube: Kube): Promise<Missing | undefined> {
  const found = await kube.get(resources.deployments, serviceAccount, agentNamespace);
  if (found === undefined) {
    return { what: 'the agent is not installed', cure: 'chainctl cluster install --group GROUP' };
  }
  const { metadata, spec, status } = rollout.parse(found);
  if (spec.replicas === 0) {
    const cure = 'kubectl scale -n gulfstream deployment/controller --replicas=2';
    return { what: 'the agent is scaled to 0 replicas', cure };
  }
  const { observedGeneration, updatedReplicas, availableReplicas } = status;
  const fresh = observedGeneration >= metadata.generation && updatedReplicas >= spec.replicas;
  if (fresh && availableReplicas >= spec.replicas) return undefined;
  const ready = `${availableReplicas} of ${spec.replicas} replicas of the agent are ready`;
  const reasons = await waitedFor(kube, spec.template.spec.containers[0]?.image ?? '');
  const [worst] = reasons;
  if (worst === undefined) return { what: ready };
  return { ...worst, what: `${ready} (${reasons.map(({ what }) => what).join('; ')})` };
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
export async function unanswered(kube: Kube): Promise<Missing | undefined> {
  try {
    await kube.create(resources.clusterImagePolicies, empty, { dryRun: true });
    return { what: 'the webhook is not asked' };
  } catch (error) {
    if (!(error instanceof KubeFailure)) throw error;
    const ours = `admission webhook "${policyWebhook}" denied the request`;
    if (error.message.includes(ours)) return undefined;
    return { what: error.message, cure: answering(error.message) };
  }
}

/** What lets the API server reach the agent, by how it failed to. */
function answering(message: string): string {
  if (/deadline exceeded|timeout|no route to host|connection refused/i.test(message)) {
    return 'let the API server reach port 8443 of the pods in gulfstream: a firewall or a NetworkPolicy is between them';
  }
  if (/x509/.test(message)) return 'kubectl rollout restart -n gulfstream deployment/controller';
  return 'kubectl get endpointslices -n gulfstream -l kubernetes.io/service-name=webhook';
}
