// SPDX-License-Identifier: Apache-2.0
import { type Kube, type KubeObject, type Resource, resources } from '../../agent/kube.ts';
import { kept, oursSelector } from '../../agent/manifests/options.ts';
import { policyDefinitions } from '../../agent/manifests/policy-definitions.ts';
import { agentNamespace, policyNamespace } from '../../agent/names.ts';
import { type Patience, until } from './wait.ts';

/** One object that goes. */
export interface Going {
  resource: Resource;
  object: KubeObject;
}

/** In this order: while a webhook is there and its agent is not, nothing that it looks at can change. */
const labelled: Resource[] = [
  resources.validatingWebhooks,
  resources.mutatingWebhooks,
  resources.namespaces,
  resources.clusterRoleBindings,
  resources.clusterRoles,
  resources.roleBindings,
  resources.roles,
];

/** Everything that is labelled ours, webhooks first; what lies in the agent's namespace goes with it. */
export async function installedParts(kube: Kube): Promise<Going[]> {
  const found: Going[] = [];
  for (const resource of labelled) {
    for (const object of await kube.list(resource, { labels: oursSelector })) {
      if (object.metadata.namespace !== agentNamespace) found.push({ resource, object });
    }
  }
  return found;
}

/**
 * What stays otherwise, because it is people's own: policies, the kinds they are written in if we
 * brought those, and the namespace with their keys and pull secrets.
 */
export async function purgedParts(kube: Kube): Promise<Going[]> {
  const found: Going[] = [];
  const namespace = await kube.get(resources.namespaces, policyNamespace);
  if (namespace !== undefined && isOurs(namespace)) {
    for (const resource of [resources.secrets, resources.configMaps]) {
      for (const object of await kube.list(resource, { namespace: policyNamespace })) {
        if (object.metadata.name !== 'kube-root-ca.crt') found.push({ resource, object });
      }
    }
    found.push({ resource: resources.namespaces, object: namespace });
  }
  for (const { metadata, spec } of policyDefinitions) {
    const resource = resources.customResourceDefinitions;
    const definition = await kube.get(resource, metadata.name);
    if (definition === undefined || !isOurs(definition)) continue;
    const kind =
      spec.names.kind === 'TrustRoot' ? resources.trustRoots : resources.clusterImagePolicies;
    for (const object of await kube.list(kind)) found.push({ resource: kind, object });
    found.push({ resource, object: definition });
  }
  return found;
}

const isOurs = ({ metadata }: KubeObject): boolean =>
  Object.keys(kept).every((mark) => metadata.annotations?.[mark] !== undefined);

/** Deletes the objects in their order, each only if it is still the one that was found. */
export async function deletedParts(kube: Kube, going: Going[], patience: Patience): Promise<void> {
  for (const { resource, object } of going) {
    patience.signal.throwIfAborted();
    const { name, namespace, uid } = object.metadata;
    await kube.delete(resource, name, { namespace, ...(uid === undefined ? {} : { uid }) });
  }
  const namespaces = going.filter(({ resource }) => resource === resources.namespaces);
  await until(async () => {
    for (const { resource, object } of namespaces) {
      const left = await kube.get(resource, object.metadata.name);
      if (left?.metadata.uid === object.metadata.uid)
        return { what: `namespace ${object.metadata.name} is being deleted` };
    }
    return undefined;
  }, patience);
}

/** `Secret cosign-system/regcreds` */
export function shown({ resource, object: { metadata } }: Going): string {
  const { name, namespace } = metadata;
  return `${resource.kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}
