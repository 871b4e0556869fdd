// SPDX-License-Identifier: Apache-2.0
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Failure } from '../../core/errors.ts';
import type { Access } from './access.ts';
import { contextAccess } from './context.ts';
import { inClusterAccess, isInCluster } from './in-cluster.ts';
import { readKubeconfigs } from './kubeconfig.ts';

export interface Where {
  /** A kubeconfig; without it KUBECONFIG, the pod's service account, or ~/.kube/config. */
  kubeconfig?: string | undefined;
  /** The context to use; the kubeconfig's current one if absent. */
  context?: string | undefined;
  /** How requests name their sender. */
  userAgent?: string | undefined;
}

/**
 * The access that is meant, in kubectl's order: the file that is named, KUBECONFIG, the pod's service
 * account unless a context is named, ~/.kube/config.
 * @throws Failure
 */
export async function givenAccess({ kubeconfig, context }: Where): Promise<Access> {
  const listed = kubeconfig ?? process.env['KUBECONFIG'];
  if (listed === undefined && context === undefined && isInCluster()) return inClusterAccess();
  const usual = join(homedir(), '.kube', 'config');
  const files = kubeconfig === undefined ? (listed ?? '').split(delimiter) : [kubeconfig];
  const named = files.filter((file) => file !== '');
  const config = await readKubeconfigs(named.length === 0 ? [usual] : named);
  if (config.contexts.size === 0) {
    throw new Failure('NOT_FOUND', 'there is no kubeconfig that names a cluster', {
      place: (named.length === 0 ? [usual] : named).join(delimiter),
      next: 'kubectl config get-contexts',
    });
  }
  return contextAccess(config, context);
}
