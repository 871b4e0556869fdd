// SPDX-License-Identifier: Apache-2.0

import { type Kube, openKube } from './kube/api.ts';
import { givenAccess, type Where } from './kube/given.ts';

export type { Access } from './kube/access.ts';
export type { Applying, Kube, Listing, Patching } from './kube/api.ts';
export { openKube } from './kube/api.ts';
export { KubeFailure } from './kube/failure.ts';
export { type Informer, type InformerOptions, informer } from './kube/informer.ts';
export { type KubeObject, keyOf, nameOf } from './kube/object.ts';
export { apiVersionOf, type Resource, resources } from './kube/resources.ts';

/**
 * The cluster that a kubeconfig or the pod's own service account leads to. Nothing is asked of it yet.
 * @throws Failure if there is no such access, with the command that shows what there is
 */
export const connectKube = async (where: Where = {}): Promise<Kube> =>
  openKube(await givenAccess(where), where.userAgent);
