// SPDX-License-Identifier: Apache-2.0
import {
  agentNamespace,
  enforcer,
  neverPoliced,
  policyWebhook,
  webhookPaths,
  webhookService,
} from '../names.ts';

export interface WebhookOptions {
  /** Whether what cannot be asked about is refused or let in. */
  failurePolicy?: 'Fail' | 'Ignore';
  /** The port of the Service. */
  port?: number;
}

/** Kinds that run images, and the subresource by which a running pod gets one more container. */
const rules = [
  of('', 'v1', ['pods', 'pods/ephemeralcontainers']),
  of('apps', 'v1', ['deployments', 'replicasets', 'statefulsets', 'daemonsets']),
  of('batch', 'v1', ['jobs', 'cronjobs']),
];

function of(group: string, version: string, resources: string[], scope = 'Namespaced') {
  return {
    apiGroups: [group],
    apiVersions: [version],
    resources,
    operations: ['CREATE', 'UPDATE'],
    scope,
  };
}

/** Namespaces that asked for it by a label, and never those by which a cluster heals itself. */
const namespaceSelector = {
  matchExpressions: [
    { key: 'policy.sigstore.dev/include', operator: 'In', values: ['true'] },
    { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: [...neverPoliced] },
  ],
};

/**
 * The webhook configurations: one puts digests behind tags, one refuses, one looks at policies. Without
 * a `caBundle`, which the agent writes itself.
 */
export function webhookConfigurations({ failurePolicy = 'Fail', port = 443 }: WebhookOptions = {}) {
  const common = (path: string) => ({
    admissionReviewVersions: ['v1'],
    // A denial leaves an Event, unless nothing is meant to be kept.
    sideEffects: path === webhookPaths.verification ? 'NoneOnDryRun' : 'None',
    matchPolicy: 'Equivalent',
    timeoutSeconds: 10,
    failurePolicy,
    clientConfig: { service: { namespace: agentNamespace, name: webhookService, path, port } },
  });
  const configuration = (kind: string, name: string, webhook: object) => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind,
    metadata: { name },
    webhooks: [{ name, ...webhook }],
  });
  return [
    configuration('MutatingWebhookConfiguration', enforcer, {
      ...common(webhookPaths.resolution),
      reinvocationPolicy: 'IfNeeded',
      namespaceSelector,
      rules,
    }),
    configuration('ValidatingWebhookConfiguration', enforcer, {
      ...common(webhookPaths.verification),
      namespaceSelector,
      rules,
    }),
    configuration('ValidatingWebhookConfiguration', policyWebhook, {
      ...common(webhookPaths.policies),
      rules: [of('policy.sigstore.dev', '*', ['clusterimagepolicies', 'trustroots'], 'Cluster')],
    }),
  ];
}
