// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import * as z from 'zod';
import { proxiesIn } from '../../registry/wire/proxies.ts';
import { type Manifest, manifests } from './manifests.ts';
import type { ManifestOptions } from './options.ts';

const options: ManifestOptions = {
  api: 'https://api.example.com',
  issuer: 'https://issuer.example.com',
  image: 'registry.example.com/agent@sha256:0',
  profiles: ['observer', 'enforcer'],
  failurePolicy: 'Fail',
  private: false,
};
const of = (more: Partial<ManifestOptions> = {}): Manifest[] => {
  const { ground, agent, webhooks } = manifests({ ...options, ...more });
  return [...ground, agent, ...webhooks];
};
const all = of();

const rule = z.object({
  apiGroups: z.array(z.string()),
  resources: z.array(z.string()),
  resourceNames: z.array(z.string()).optional(),
  verbs: z.array(z.string()),
});
const rulesOf = (manifests: Manifest[], kind: string, namespace?: string) =>
  z
    .array(rule)
    .parse(
      manifests.find((each) => each.kind === kind && each.metadata.namespace === namespace)?.[
        'rules'
      ],
    );
const may = (rules: z.infer<typeof rule>[]) =>
  rules.flatMap(({ apiGroups, resources, resourceNames, verbs }) =>
    resources.map(
      (resource) =>
        `${apiGroups.join()}/${resource}${resourceNames === undefined ? '' : ` ${resourceNames.join(' ')}`}: ${verbs.join(' ')}`,
    ),
  );

test('what the agent may do in the whole cluster is this, and nothing more', () => {
  expect([...new Set(may(rulesOf(all, 'ClusterRole')))].sort()).toEqual([
    '/namespaces: get',
    '/pods: get list watch',
    '/secrets: get',
    '/serviceaccounts: get list watch',
    'admissionregistration.k8s.io/mutatingwebhookconfigurations enforcer.chainguard.dev: get list watch patch',
    'admissionregistration.k8s.io/validatingwebhookconfigurations enforcer.chainguard.dev policy-validation.webhook.policy.sigstore.dev: get list watch patch',
    'apps/daemonsets: get list watch',
    'apps/deployments: get list watch',
    'apps/replicasets: get list watch',
    'apps/statefulsets: get list watch',
    'batch/cronjobs: get list watch',
    'batch/jobs: get list watch',
    'events.k8s.io/events: create',
    'policy.sigstore.dev/clusterimagepolicies: get list watch',
    'policy.sigstore.dev/clusterimagepolicies: get list watch create patch delete',
    'policy.sigstore.dev/trustroots: get list watch',
    'policy.sigstore.dev/trustroots: get list watch create patch delete',
  ]);
});

test('no rule has a wildcard, in no role', () => {
  const roles = all.filter(({ kind }) => kind === 'Role' || kind === 'ClusterRole');
  expect(roles).toHaveLength(3);
  expect(JSON.stringify(roles)).not.toContain('*');
});

test('secrets are written in its own namespaces only, and listed nowhere but by the name of its own', () => {
  const onSecrets = (kind: string, namespace?: string) =>
    may(rulesOf(all, kind, namespace)).filter((each) => each.startsWith('/secrets'));
  expect(onSecrets('ClusterRole')).toEqual(['/secrets: get']);
  expect(onSecrets('Role', 'gulfstream')).toEqual([
    '/secrets: create',
    '/secrets webhook-certs: get list watch update',
    '/secrets mcp-creds: get',
  ]);
  expect(onSecrets('Role', 'cosign-system')).toEqual(['/secrets: get create patch delete']);
});

const observing = of({ profiles: ['observer'] });

test('an agent that observes writes nothing but events, and brings neither kinds nor webhooks', () => {
  const rules = rulesOf(observing, 'ClusterRole');
  expect(may(rules).filter((each) => /create|patch|update|delete/.test(each))).toEqual([
    'events.k8s.io/events: create',
  ]);
  expect(may(rules).join()).not.toContain('sigstore');
  const kinds = observing.map(({ kind }) => kind);
  expect(kinds).not.toContain('CustomResourceDefinition');
  expect(observing.map(({ metadata }) => metadata.namespace)).not.toContain('cosign-system');
});

test('the pods satisfy the strictest of Kubernetes’ own standards, which their namespace demands', () => {
  const namespace = all.find(({ metadata }) => metadata.name === 'gulfstream');
  expect(namespace?.metadata['labels']).toMatchObject({
    'pod-security.kubernetes.io/enforce': 'restricted',
    'policy.sigstore.dev/include': 'false',
    'policy.sigstore.dev/exclude': 'true',
  });
  const text = JSON.stringify(all.find(({ kind }) => kind === 'Deployment'));
  for (const demanded of [
    '"runAsNonRoot":true',
    '"readOnlyRootFilesystem":true',
    '"allowPrivilegeEscalation":false',
    '"drop":["ALL"]',
    '"type":"RuntimeDefault"',
    '"audience":"https://issuer.example.com","expirationSeconds":600',
  ]) {
    expect(text).toContain(demanded);
  }
});

test('what stays at an uninstallation is not labelled as what goes, and everything else is', () => {
  const label = 'app.kubernetes.io/part-of';
  const labelled = all.filter(({ metadata }) => Object(metadata['labels'])[label] === 'enforce');
  const rest = all.filter((each) => !labelled.includes(each));
  expect(rest.map(({ kind, metadata: { name } }) => `${kind} ${name}`)).toEqual([
    'CustomResourceDefinition clusterimagepolicies.policy.sigstore.dev',
    'CustomResourceDefinition trustroots.policy.sigstore.dev',
    'Namespace cosign-system',
    'ConfigMap config-policy-controller',
  ]);
});

test('a code stands in the credentials only where one was given, and in nothing else', () => {
  expect(JSON.stringify(all)).not.toContain('stringData');
  const holding = of({ code: 'secret-code', name: 'production' }).filter((each) =>
    JSON.stringify(each).includes('secret-code'),
  );
  expect(holding).toMatchObject([
    {
      kind: 'Secret',
      metadata: { name: 'mcp-creds' },
      stringData: { code: 'secret-code', 'cluster-name': 'production' },
    },
  ]);
});

const variables = (manifests: Manifest[]) => {
  const found = JSON.stringify(manifests.find(({ kind }) => kind === 'Deployment'));
  return z
    .object({ template: z.object({ spec: z.object({ containers: z.tuple([container]) }) }) })
    .parse(JSON.parse(found).spec).template.spec.containers[0].env;
};
const container = z.object({ env: z.array(z.looseObject({ name: z.string() })) });

test('without a proxy the agent is told of none', () => {
  expect(variables(all).map(({ name }) => name)).toEqual(['POD_NAME', 'NODE_OPTIONS']);
});

test('a proxy stands in the Deployment, and what lies in clusters and at clouds is reached without', () => {
  const url = 'http://proxy.example.com:3128';
  const manifests = of({ proxy: { url, noProxy: ['.corp.example.com', '203.0.113.0/24'] } });
  const env = variables(manifests);
  expect(env).toContainEqual({ name: 'HTTPS_PROXY', value: url });
  expect(manifests.map(({ metadata }) => metadata.name)).not.toContain('egress-proxy');
  const exempt = env.find(({ name }) => name === 'NO_PROXY')?.['value'];
  // What Kubernetes puts in the place of its own variable.
  const NO_PROXY = String(exempt).replace('$(KUBERNETES_SERVICE_HOST)', 'fd12::1');
  const proxies = proxiesIn({ HTTPS_PROXY: url, NO_PROXY });
  const direct = (host: string) => proxies?.(new URL(`https://${host}/`)) === undefined;
  const within = ['[fd12::1]', 'registry.tools.svc', 'registry.tools.svc.cluster.local'];
  const near = ['10.96.0.1:5000', '192.168.1.1', 'metadata.google.internal', '169.254.169.254'];
  const named = ['git.corp.example.com', '203.0.113.9'];
  expect([...within, ...near, ...named].filter((host) => !direct(host))).toEqual([]);
  const out = ['ghcr.io', 'example.svc.com', '8.8.8.8', 'corp.example.com', 'kms.googleapis.com'];
  expect(out.filter(direct)).toEqual([]);
});

test('a proxy with credentials stands in a Secret, and in nothing else', () => {
  const url = 'http://user:secret-word@proxy.example.com:3128';
  const manifests = of({ proxy: { url, noProxy: [], revision: 'second' } });
  const holding = manifests.filter((each) => JSON.stringify(each).includes('secret-word'));
  const metadata = { name: 'egress-proxy', namespace: 'gulfstream' };
  expect(holding).toMatchObject([{ kind: 'Secret', metadata, stringData: { url } }]);
  const valueFrom = { secretKeyRef: { name: 'egress-proxy', key: 'url' } };
  expect(variables(manifests)).toContainEqual({ name: 'HTTPS_PROXY', valueFrom });
  const agent = JSON.stringify(manifests.find(({ kind }) => kind === 'Deployment'));
  expect(agent).toContain('"enforcer.chainguard.dev/proxy":"second"');
  const kept = of({ proxy: { url: undefined, noProxy: [], revision: 'second' } });
  expect(JSON.stringify(kept.find(({ kind }) => kind === 'Deployment'))).toBe(agent);
  expect(kept.map(({ metadata: { name } }) => name)).not.toContain('egress-proxy');
});
