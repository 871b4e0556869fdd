// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import * as z from 'zod';
import { files, program } from '../build/cache.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { freePort } from '../ports.ts';
import { type Program, run } from '../program.ts';

/** A running sigstore/policy-controller. */
export interface PolicyController {
  program: Program;
  /** Where it answers reviews: digests are put in at `/mutations`, images are judged at `/validations`. */
  url: string;
  stop: () => Promise<void>;
}

/** It listens there: what it takes for a flag is read before the flag is. */
const port = 8443;
const namespace = 'cosign-system';
const name = 'policy.sigstore.dev';

/** What is applied of the manifests it comes with; the rest is for a pod that runs elsewhere. */
const manifests = [
  '100-namespace.yaml',
  '300-clusterimagepolicy.yaml',
  '300-trustroot.yaml',
  'config-image-policies.yaml',
  'config-leader-election.yaml',
  'config-logging.yaml',
  'config-observability.yaml',
  'config-policy-controller.yaml',
  'config-sigstore-keys.yaml',
  '500-webhook-configuration.yaml',
  '501-policy-webhook-configurations.yaml',
];

/**
 * Starts sigstore's own policy-controller beside a cluster, as it is, and waits until the API server asks
 * it. The API server finds it by a Service that is a name for this machine. It believes no trust root, so
 * policies that name keys work; and there can be one of it on a machine, since its port is fixed.
 */
export async function startPolicyController(cluster: Cluster): Promise<PolicyController> {
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'webhook', namespace },
    spec: { type: 'ExternalName', externalName: 'localhost', ports: [{ port }] },
  };
  const documents = [...manifests.flatMap(documentsOf), service];
  const text = documents.map((each) => stringify(each)).join('---\n');
  await cluster.kubectl(['apply', '-f', '-'], text);
  const [metrics, profiling] = await Promise.all([freePort(), freePort()]);
  const controller = run(program('policy-controller'), ['--disable-tuf'], {
    ...process.env,
    KUBECONFIG: cluster.kubeconfig,
    SYSTEM_NAMESPACE: namespace,
    WEBHOOK_NAME: 'webhook',
    POD_NAME: 'webhook-0',
    METRICS_DOMAIN: 'sigstore.dev/policy',
    METRICS_PROMETHEUS_PORT: String(metrics),
    PROFILING_PORT: String(profiling),
    CONFIG_LOGGING_NAME: 'config-logging',
    KUBERNETES_MIN_VERSION: '1.21.0',
  });
  await controller.until(async () =>
    (await Promise.all(kinds.map(isTrusted(cluster)))).every(Boolean),
  );
  return { program: controller, url: `https://localhost:${port}`, stop: controller.stop };
}

const kinds = ['mutatingwebhookconfiguration', 'validatingwebhookconfiguration'];

/** Whether the API server knows by which certificate to tell it. */
const isTrusted =
  (cluster: Cluster) =>
  async (kind: string): Promise<boolean> => {
    const path = '{.webhooks[0].clientConfig.caBundle}';
    return (await cluster.kubectl(['get', kind, name, '-o', `jsonpath=${path}`])) !== '';
  };

/** The objects of one file, with the port at which they have the API server call. */
function documentsOf(file: string): object[] {
  const text = readFileSync(join(files('policy-controller'), file), 'utf8');
  return parseAllDocuments(text)
    .map((each) => object.nullable().parse(each.toJS()))
    .filter((each) => each !== null)
    .map((each) => ({ ...each, ...atPort(each) }));
}

const object = z.looseObject({ kind: z.string() });
const calling = z.looseObject({ clientConfig: z.looseObject({ service: z.looseObject({}) }) });
const configuration = z.looseObject({ webhooks: z.array(calling) });
const definition = z.looseObject({
  spec: z.looseObject({ conversion: z.looseObject({ webhook: calling }) }),
});

function atPort(found: object): object {
  const called = (one: z.infer<typeof calling>) => ({
    ...one,
    clientConfig: {
      ...one.clientConfig,
      service: { ...one.clientConfig.service, port },
    },
  });
  const webhooks = configuration.safeParse(found).data?.webhooks;
  if (webhooks !== undefined) return { webhooks: webhooks.map(called) };
  const spec = definition.safeParse(found).data?.spec;
  if (spec === undefined) return {};
  const conversion = { ...spec.conversion, webhook: called(spec.conversion.webhook) };
  return { spec: { ...spec, conversion } };
}
