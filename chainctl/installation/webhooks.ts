// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { type Kube, resources } from '../../agent/kube.ts';
import {
  agentNamespace,
  certificateSecret,
  enforcer,
  policyWebhook,
  webhookService,
} from '../../agent/names.ts';
import { type Finding, found, install } from './finding.ts';
import { unanswered } from './ready.ts';

/** What stands between the API server and the agent, from the configurations to an answer. */
export async function webhooksExamined(kube: Kube): Promise<Finding[]> {
  const [validating, mutating] = await Promise.all([
    kube.list(resources.validatingWebhooks),
    kube.list(resources.mutatingWebhooks),
  ]);
  const absent = [
    ...[enforcer, policyWebhook].filter((name) => !validating.some(named(name))),
    ...(mutating.some(named(enforcer)) ? [] : [`${enforcer} (mutating)`]),
  ];
  if (absent.length > 0) {
    return [found('webhooks', `not there: ${absent.join(', ')}`, install)];
  }
  const ours = [...validating, ...mutating].filter(
    (each) => named(enforcer)(each) || named(policyWebhook)(each),
  );
  const endpoints = await unserved(kube);
  const answer = endpoints === undefined ? await unanswered(kube) : undefined;
  return [
    { part: 'webhooks' },
    found('certificates', await disbelieved(kube, ours), restart),
    found('endpoints', endpoints, 'kubectl get pods -n gulfstream -o wide'),
    ...(endpoints === undefined ? [found('webhook', answer?.what, answer?.cure ?? restart)] : []),
  ];
}

const restart =
  'kubectl rollout restart -n gulfstream deployment/controller; have no other tool write the caBundle';

const named =
  (name: string) =>
  ({ metadata }: { metadata: { name: string } }): boolean =>
    metadata.name === name;

const configuration = z.object({
  metadata: z.object({ name: z.string() }),
  kind: z.string().default(''),
  webhooks: z
    .array(z.object({ clientConfig: z.object({ caBundle: z.string().default('') }) }))
    .default([]),
});
const certificates = z.object({ data: z.object({ 'ca.crt': z.string() }) });

/** Which configurations do not believe the certificate that the agent shows. */
async function disbelieved(kube: Kube, configurations: unknown[]): Promise<string | undefined> {
  const secret = await kube.get(resources.secrets, certificateSecret, agentNamespace);
  const held = certificates.safeParse(secret).data?.data['ca.crt'];
  if (held === undefined) return `the Secret ${certificateSecret} holds no certificate yet`;
  const wrong = configurations
    .map((each) => configuration.parse(each))
    .filter(({ webhooks }) => webhooks.some(({ clientConfig }) => clientConfig.caBundle !== held))
    .map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  if (wrong.length === 0) return undefined;
  return `the caBundle of ${wrong.join(' and ')} is not that of the certificate that the agent shows`;
}

const slice = z.object({
  endpoints: z
    .array(z.object({ conditions: z.object({ ready: z.boolean().nullish() }).prefault({}) }))
    .nullish(),
});

/** Why no replica is behind the Service that the API server calls; undefined when one is. */
async function unserved(kube: Kube): Promise<string | undefined> {
  const service = await kube.get(resources.services, webhookService, agentNamespace);
  if (service === undefined) return `the Service ${webhookService} is not there`;
  const slices = await kube.list(resources.endpointSlices, {
    namespace: agentNamespace,
    labels: `kubernetes.io/service-name=${webhookService}`,
  });
  const ready = slices
    .flatMap((each) => slice.parse(each).endpoints ?? [])
    .filter(({ conditions }) => conditions.ready !== false);
  if (ready.length > 0) return undefined;
  return `no replica that is ready is behind the Service ${webhookService}: labelled namespaces admit nothing`;
}
