// SPDX-License-Identifier: Apache-2.0
import {
  agentNamespace,
  certificateSecret,
  credentialsSecret,
  enforcer,
  policyNamespace,
  policyWebhook,
} from '../names.ts';
import { ours } from './options.ts';

/** The service account of the agent; the control plane knows it by this name. */
export const account = 'controller';

const subjects = [{ kind: 'ServiceAccount', name: account, namespace: agentNamespace }];
const reading = ['get', 'list', 'watch'];

/** What runs where, and whose. */
const observing = [
  { apiGroups: [''], resources: ['namespaces', 'pods', 'serviceaccounts'], verbs: reading },
  {
    apiGroups: ['apps'],
    resources: ['deployments', 'replicasets', 'statefulsets', 'daemonsets'],
    verbs: reading,
  },
  { apiGroups: ['batch'], resources: ['jobs', 'cronjobs'], verbs: reading },
  // Pull secrets, each by its name when it is first needed.
  { apiGroups: [''], resources: ['secrets'], verbs: ['get'] },
  { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['create', 'patch'] },
];

/** Policies, and that the API server believes who answers its reviews. */
const enforcing = [
  {
    apiGroups: ['policy.sigstore.dev'],
    resources: ['clusterimagepolicies', 'trustroots'],
    verbs: [...reading, 'create', 'update', 'patch', 'delete'],
  },
  {
    apiGroups: ['admissionregistration.k8s.io'],
    resources: ['mutatingwebhookconfigurations', 'validatingwebhookconfigurations'],
    resourceNames: [enforcer, policyWebhook],
    verbs: [...reading, 'patch'],
  },
];

/** In its own namespace: its certificate, its credentials, and which replica leads. */
const atHome = [
  {
    apiGroups: [''],
    resources: ['secrets'],
    resourceNames: [certificateSecret, credentialsSecret],
    verbs: [...reading, 'update', 'patch'],
  },
  // What is to be created has no name yet that a rule could hold against it.
  { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
  {
    apiGroups: ['coordination.k8s.io'],
    resources: ['leases'],
    verbs: ['get', 'create', 'update'],
  },
];

/** Where policies find keys: those that come with policies are written there, and none is listed. */
const amongPolicies = [
  { apiGroups: [''], resources: ['configmaps'], verbs: reading },
  {
    apiGroups: [''],
    resources: ['secrets'],
    verbs: ['get', 'create', 'update', 'patch', 'delete'],
  },
];

const api = 'rbac.authorization.k8s.io';

function granted(kind: 'Role' | 'ClusterRole', rules: object[], namespace?: string) {
  const name = namespace === undefined ? 'gulfstream-agent' : 'agent';
  const place = namespace === undefined ? {} : { namespace };
  const metadata = { name, ...place, labels: ours };
  const version = { apiVersion: `${api}/v1` };
  return [
    { ...version, kind, metadata, rules },
    {
      ...version,
      kind: `${kind}Binding`,
      metadata,
      roleRef: { apiGroup: api, kind, name },
      subjects,
    },
  ];
}

/** The agent's account and all that it may do. */
export const rights = (enforces: boolean) => [
  {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: account, namespace: agentNamespace, labels: ours },
  },
  ...granted('ClusterRole', enforces ? [...observing, ...enforcing] : observing),
  ...granted('Role', atHome, agentNamespace),
  ...(enforces ? granted('Role', amongPolicies, policyNamespace) : []),
];
