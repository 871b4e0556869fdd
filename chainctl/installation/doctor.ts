// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { type Kube, KubeFailure, resources } from '../../agent/kube.ts';
import { agentNamespace, releasedAnnotation, serviceAccount } from '../../agent/names.ts';
import type { Build } from '../build.ts';
import { hasCode, reaching, registered } from './credentials.ts';
import { type Finding, found, install } from './finding.ts';
import { foreignParts } from './foreign.ts';
import { unready } from './ready.ts';
import { webhooksExamined } from './webhooks.ts';

/**
 * Looks at an installation from the cluster's side, one part after the other, and changes nothing. What may
 * not be looked at is a finding too.
 */
export async function examined(kube: Kube, build: Pick<Build, 'date'>): Promise<Finding[]> {
  const namespace = await kube.get(resources.namespaces, agentNamespace);
  if (namespace === undefined) {
    return [{ part: 'installation', wrong: 'no agent is installed here', cure: install }];
  }
  const deployed = await deployment(kube);
  const parts: [part: string, look: () => Promise<Finding[]>][] = [
    ['agent', async () => [await agent(kube)]],
    ['version', async () => [age(deployed.released, build.date)]],
    ['registration', async () => registration(kube)],
    ...(deployed.enforces ? enforcement(kube) : []),
  ];
  const findings: Finding[] = [{ part: 'installation' }];
  for (const [part, look] of parts) findings.push(...(await look().catch(unseen(part))));
  return findings;
}

const unseen =
  (part: string) =>
  (error: unknown): Finding[] => {
    if (!(error instanceof KubeFailure) || error.status !== 403) throw error;
    return [found(part, error.message, error.next ?? 'kubectl auth can-i --list')];
  };

async function agent(kube: Kube): Promise<Finding> {
  const missing = await unready(kube);
  const logs = 'kubectl logs -n gulfstream deployment/controller';
  return found('agent', missing?.what, missing?.cure ?? logs);
}

const command = z.object({
  metadata: z.object({ annotations: z.record(z.string(), z.string()).default({}) }),
  spec: z.object({
    template: z.object({
      spec: z.object({
        containers: z.array(z.object({ args: z.array(z.string()).default([]) })),
      }),
    }),
  }),
});

/** Whether the agent enforces, and of which release it is, where that is known. */
async function deployment(kube: Kube): Promise<{ enforces: boolean; released?: string }> {
  const object = await kube.get(resources.deployments, serviceAccount, agentNamespace);
  if (object === undefined) return { enforces: true };
  const { metadata, spec } = command.parse(object);
  const profiles = spec.template.spec.containers
    .flatMap(({ args }) => args)
    .find((each) => each.startsWith('--profiles='));
  const released = metadata.annotations[releasedAnnotation];
  return {
    enforces: profiles?.includes('enforcer') ?? true,
    ...(released === undefined ? {} : { released }),
  };
}

/** An agent may be so much older than the chainctl that looks at it, in milliseconds: 90 days. */
const oldest = 90 * 24 * 3_600_000;

function age(released: string | undefined, date: string): Finding {
  const behind = released === undefined ? 0 : Date.parse(date) - Date.parse(released);
  const day = (moment: string) => moment.slice(0, 10);
  return found(
    'version',
    released !== undefined && behind > oldest
      ? `the agent was released on ${day(released)}, this chainctl on ${day(date)}`
      : undefined,
    'chainctl cluster install --skip-invite',
  );
}

async function registration(kube: Kube): Promise<Finding[]> {
  const { cluster, trouble } = await registered(kube);
  const told = trouble === undefined ? undefined : `${trouble.message}, since ${trouble.since}`;
  return [
    found('registration', cluster === undefined ? await unenrolled(kube) : undefined, install),
    found('control plane', told, trouble === undefined ? '' : reaching(trouble)),
  ];
}

const unenrolled = async (kube: Kube): Promise<string> =>
  (await hasCode(kube))
    ? 'the agent has not registered the cluster yet'
    : 'the cluster is not registered, and the agent has no code to do it with';

/** What only an agent that enforces has. */
const enforcement = (kube: Kube): [string, () => Promise<Finding[]>][] => [
  [
    'kinds of policies',
    async () => {
      const foreign = await foreignParts(kube);
      const wrong = foreign.length === 0 ? undefined : `not ours: ${foreign.join(', ')}`;
      const cure =
        'remove sigstore/policy-controller, or chainctl cluster install --profiles observer';
      return [found('kinds of policies', wrong, cure)];
    },
  ],
  ['webhooks', () => webhooksExamined(kube)],
  [
    'namespaces',
    async () => {
      const labels = 'policy.sigstore.dev/include=true';
      const guarded = await kube.list(resources.namespaces, { labels });
      const wrong = 'no namespace is labelled, so nothing is refused anywhere';
      const cure = 'kubectl label ns default policy.sigstore.dev/include=true';
      return [found('namespaces', guarded.length > 0 ? undefined : wrong, cure)];
    },
  ],
];
