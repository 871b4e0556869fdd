// SPDX-License-Identifier: Apache-2.0
import {
  type Informer,
  type InformerOptions,
  informer,
  type Kube,
  type Resource,
  resources,
} from '../kube.ts';

/** Where the policies lie that an agent goes by, and what they refer to. */
export interface PolicySource extends Pick<Kube, 'get'> {
  /** Keeps all of a kind in view, as an informer does. */
  watch: <Kept>(
    resource: Resource,
    options: InformerOptions<Kept>,
  ) => Pick<Informer<Kept>, 'synced' | 'stop'>;
}

/** The policies that lie in the cluster, whoever put them there. @throws KubeFailure */
export async function inCluster(kube: Kube): Promise<PolicySource> {
  const policies = await newest(kube, resources.clusterImagePolicies);
  return {
    watch: (resource, options) =>
      informer(kube, resource.kind === policies.kind ? policies : resource, options),
    get: kube.get,
  };
}

/** The resource in the version in which it is stored, if that is served, else in the one that is. */
async function newest(kube: Kube, resource: Resource): Promise<Resource> {
  const served = await kube.served(resource.group);
  const [first = resource.version] = served;
  return { ...resource, version: served.includes(resource.version) ? resource.version : first };
}
