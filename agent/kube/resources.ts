// SPDX-License-Identifier: Apache-2.0
import { Failure } from '../../core/errors.ts';

/** A kind of object as the API server serves it. */
export interface Resource {
  /** Empty for the core group. */
  group: string;
  version: string;
  kind: string;
  /** The name in paths, e.g. `pods`. */
  plural: string;
  namespaced: boolean;
}

const of =
  (group: string, version: string, namespaced: boolean) =>
  (kind: string, plural: string): Resource => ({ group, version, kind, plural, namespaced });

const core = of('', 'v1', true);
const apps = of('apps', 'v1', true);
const batch = of('batch', 'v1', true);
const policy = of('policy.sigstore.dev', 'v1alpha1', false);
const admission = of('admissionregistration.k8s.io', 'v1', false);
const rights = of('rbac.authorization.k8s.io', 'v1', true);
const clusterRights = of('rbac.authorization.k8s.io', 'v1', false);

/** The kinds that Enforce speaks of by name. Others are found by asking the API server. */
export const resources = {
  namespaces: of('', 'v1', false)('Namespace', 'namespaces'),
  nodes: of('', 'v1', false)('Node', 'nodes'),
  pods: core('Pod', 'pods'),
  secrets: core('Secret', 'secrets'),
  serviceAccounts: core('ServiceAccount', 'serviceaccounts'),
  configMaps: core('ConfigMap', 'configmaps'),
  services: core('Service', 'services'),
  endpointSlices: of('discovery.k8s.io', 'v1', true)('EndpointSlice', 'endpointslices'),
  events: of('events.k8s.io', 'v1', true)('Event', 'events'),
  deployments: apps('Deployment', 'deployments'),
  replicaSets: apps('ReplicaSet', 'replicasets'),
  statefulSets: apps('StatefulSet', 'statefulsets'),
  daemonSets: apps('DaemonSet', 'daemonsets'),
  jobs: batch('Job', 'jobs'),
  cronJobs: batch('CronJob', 'cronjobs'),
  leases: of('coordination.k8s.io', 'v1', true)('Lease', 'leases'),
  clusterImagePolicies: policy('ClusterImagePolicy', 'clusterimagepolicies'),
  trustRoots: policy('TrustRoot', 'trustroots'),
  customResourceDefinitions: of(
    'apiextensions.k8s.io',
    'v1',
    false,
  )('CustomResourceDefinition', 'customresourcedefinitions'),
  mutatingWebhooks: admission('MutatingWebhookConfiguration', 'mutatingwebhookconfigurations'),
  validatingWebhooks: admission(
    'ValidatingWebhookConfiguration',
    'validatingwebhookconfigurations',
  ),
  roles: rights('Role', 'roles'),
  roleBindings: rights('RoleBinding', 'rolebindings'),
  clusterRoles: clusterRights('ClusterRole', 'clusterroles'),
  clusterRoleBindings: clusterRights('ClusterRoleBinding', 'clusterrolebindings'),
} as const satisfies { [name: string]: Resource };

/** `v1` or `apps/v1`. */
export const apiVersionOf = ({ group, version }: Pick<Resource, 'group' | 'version'>): string =>
  group === '' ? version : `${group}/${version}`;

/** Below which path a group's version is served. */
export const rootOf = (resource: Pick<Resource, 'group' | 'version'>): string =>
  `${resource.group === '' ? '/api' : '/apis'}/${apiVersionOf(resource)}`;

/**
 * The path of a collection, or of one object in it. Without a namespace it spans all of them.
 * @throws Failure INVALID_ARGUMENT for a name that would lead to another path
 */
export function pathOf(resource: Resource, namespace?: string, ...rest: string[]): string {
  const within = resource.namespaced && namespace !== undefined ? ['namespaces', namespace] : [];
  const parts = [...within, resource.plural, ...rest];
  const odd = parts.find((part) => ['', '.', '..'].includes(part));
  if (odd === undefined) return [rootOf(resource), ...parts.map(encodeURIComponent)].join('/');
  throw new Failure('INVALID_ARGUMENT', `"${odd}" is not the name of a ${resource.kind}`);
}
