// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { type Kube, resources } from '../../agent/kube.ts';
import { agentNamespace, enforcer, policyWebhook, serviceAccount } from '../../agent/names.ts';
import { hasCode, registered } from './credentials.ts';
import { foreignParts } from './foreign.ts';
import { unanswered, unready } from './ready.ts';

/** One thing that was looked at: what is wrong with it, if something is, and what to do. */
export interface Finding {
  part: string;
  wrong?: string;
  cure?: string;
}

const install = 'chainctl cluster install --group GROUP';

/** Looks at an installation from the cluster's side, one part after the other, and changes nothing. */
export async function examined(kube: Kube): Promise<Finding[]> {
  const namespace = await kube.get(resources.namespaces, agentNamespace);
  if (namespace === undefined) {
    return [{ part: 'installation', wrong: 'no agent is installed here', cure: install }];
  }
  const enforces = await isEnforcer(kube);
  return [
    { part: 'installation' },
    found('agent', await unready(kube), 'kubectl logs -n gulfstream deployment/controller'),
    await registration(kube),
    ...(enforces ? await enforcement(kube) : []),
  ];
}

const command = z.object({
  spec: z.object({
    template: z.object({
      spec: z.object({
        containers: z.array(z.object({ args: z.array(z.string()).default([]) })),
      }),
    }),
  }),
});

async function isEnforcer(kube: Kube): Promise<boolean> {
  const deployment = await kube.get(resources.deployments, serviceAccount, agentNamespace);
  if (deployment === undefined) return true;
  const { containers } = command.parse(deployment).spec.template.spec;
  const profiles = containers
    .flatMap(({ args }) => args)
    .find((each) => each.startsWith('--profiles='));
  return profiles?.includes('enforcer') ?? true;
}

async function registration(kube: Kube): Promise<Finding> {
  const { cluster } = await registered(kube);
  const part = 'registration';
  if (cluster !== undefined) return { part };
  const wrong = (await hasCode(kube))
    ? 'the agent has not registered the cluster yet'
    : 'the cluster is not registered, and the agent has no code to do it with';
  return { part, wrong, cure: install };
}

/** What only an agent that enforces has. */
async function enforcement(kube: Kube): Promise<Finding[]> {
  const foreign = await foreignParts(kube);
  const webhooks = await kube.list(resources.validatingWebhooks);
  const absent = [enforcer, policyWebhook].filter(
    (name) => !webhooks.some(({ metadata }) => metadata.name === name),
  );
  const gone = absent.length === 0 ? undefined : `${absent.join(' and ')} is not there`;
  const guarded = await kube.list(resources.namespaces, {
    labels: 'policy.sigstore.dev/include=true',
  });
  return [
    found(
      'kinds of policies',
      foreign.length === 0 ? undefined : `not ours: ${foreign.join(', ')}`,
      'remove sigstore/policy-controller, or chainctl cluster install --profiles observer',
    ),
    found('webhooks', gone, install),
    ...(gone === undefined
      ? [found('webhook', await unanswered(kube), 'kubectl get endpoints -n gulfstream webhook')]
      : []),
    found(
      'namespaces',
      guarded.length > 0 ? undefined : 'no namespace is labelled, so nothing is refused anywhere',
      'kubectl label ns default policy.sigstore.dev/include=true',
    ),
  ];
}

const found = (part: string, wrong: string | undefined, cure: string): Finding =>
  wrong === undefined ? { part } : { part, wrong, cure };
