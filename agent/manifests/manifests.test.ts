// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { z } from 'zod';
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
const { agent, webhooks } = manifests(options);
const observing = manifests({ ...options, profiles: ['observer'] });

const rule = z.object({
  apiGroups: z.array(z.string()),
  resources: z.array(z.string()),
  resourceNames: z.array(z.string()).optional(),
  verbs: z.array(z.string()),
});
const rulesOf = (all: Manifest[], kind: string, namespace?: string) =>
  z
    .array(rule)
    .parse(
      all.find((each) => each.kind === kind && each.metadata.namespace === namespace)?.['rules'],
    );
const may = (rules: z.infer<typeof rule>[]) =>
  rules.flatMap(({ apiGroups, resources, resourceNames, verbs }) =>
    resources.map(
      (resource) =>
        `${apiGroups.join()}/${resource}${resourceNames === undefined ? '' : ` ${resourceNames.join(' ')}`}: ${verbs.join(' ')}`,
    ),
  );

test('what the agent may do in the whole cluster is this, and nothing more', () => {
  expect(may(rulesOf(agent, 'ClusterRole'))).toEqual([
    '/namespaces: get list watch',
    '/pods: get list watch',
    '/serviceaccounts: get list watch',
    'apps/deployments: get list watch',
    'apps/replicasets: get list watch',
    'apps/statefulsets: get list watch',
    'apps/daemonsets: get list watch',
    'batch/jobs: get list watch',
    'batch/cronjobs: get list watch',
    '/secrets: get',
    'events.k8s.io/events: create patch',
    'policy.sigstore.dev/clusterimagepolicies: get list watch create update patch delete',
    'policy.sigstore.dev/trustroots: get list watch create update patch delete',
    'admissionregistration.k8s.io/mutatingwebhookconfigurations enforcer.chainguard.dev policy-validation.webhook.policy.sigstore.dev: get list watch patch',
    'admissionregistration.k8s.io/validatingwebhookconfigurations enforcer.chainguard.dev policy-validation.webhook.policy.sigstore.dev: get list watch patch',
  ]);
});

test('no rule has a wildcard, in no role', () => {
  const roles = agent.filter(({ kind }) => kind === 'Role' || kind === 'ClusterRole');
  expect(roles).toHaveLength(3);
  expect(JSON.stringify(roles)).not.toContain('*');
});

test('secrets are written in its own namespaces only, and listed nowhere but by its own two names', () => {
  const writing = ['create', 'update', 'patch', 'delete'];
  const everywhere = rulesOf(agent, 'ClusterRole').filter((each) =>
    each.resources.includes('secrets'),
  );
  expect(everywhere.flatMap(({ verbs }) => verbs)).toEqual(['get']);
  for (const namespace of ['gulfstream', 'cosign-system']) {
    for (const each of rulesOf(agent, 'Role', namespace)) {
      if (!each.resources.includes('secrets')) continue;
      const lists = each.verbs.some((verb) => verb === 'list' || verb === 'watch');
      expect(lists).toBe(each.resourceNames !== undefined);
      expect(each.verbs.some((verb) => writing.includes(verb))).toBe(true);
    }
  }
});

test('an agent that observes writes nothing but events, and brings neither kinds nor webhooks', () => {
  const rules = rulesOf(observing.agent, 'ClusterRole');
  expect(new Set(rules.flatMap(({ verbs }) => verbs))).toEqual(
    new Set(['get', 'list', 'watch', 'create', 'patch']),
  );
  expect(may(rules).filter((each) => /create|patch/.test(each))).toEqual([
    'events.k8s.io/events: create patch',
  ]);
  expect(observing.webhooks).toEqual([]);
  const kinds = observing.agent.map(({ kind }) => kind);
  expect(kinds).not.toContain('CustomResourceDefinition');
  expect(observing.agent.map(({ metadata }) => metadata.namespace)).not.toContain('cosign-system');
});

test('the pods satisfy the strictest of Kubernetes’ own standards, which their namespace demands', () => {
  const namespace = agent.find(({ metadata }) => metadata.name === 'gulfstream');
  expect(namespace?.metadata['labels']).toMatchObject({
    'pod-security.kubernetes.io/enforce': 'restricted',
    'policy.sigstore.dev/include': 'false',
    'policy.sigstore.dev/exclude': 'true',
  });
  const text = JSON.stringify(agent.find(({ kind }) => kind === 'Deployment'));
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
  const labelled = [...agent, ...webhooks].filter(
    ({ metadata }) => Object(metadata['labels'])[label] === 'enforce',
  );
  const rest = [...agent, ...webhooks].filter((each) => !labelled.includes(each));
  expect(rest.map(({ kind, metadata: { name } }) => `${kind} ${name}`)).toEqual([
    'CustomResourceDefinition clusterimagepolicies.policy.sigstore.dev',
    'CustomResourceDefinition trustroots.policy.sigstore.dev',
    'Namespace cosign-system',
    'ConfigMap config-policy-controller',
  ]);
});

test('a code stands in the credentials only where one was given, and in nothing else', () => {
  expect(JSON.stringify(agent)).not.toContain('stringData');
  const coded = manifests({ ...options, code: 'secret-code', name: 'production' });
  const holding = coded.agent.filter((each) => JSON.stringify(each).includes('secret-code'));
  expect(holding).toMatchObject([
    {
      kind: 'Secret',
      metadata: { name: 'mcp-creds' },
      stringData: { code: 'secret-code', 'cluster-name': 'production' },
    },
  ]);
});
