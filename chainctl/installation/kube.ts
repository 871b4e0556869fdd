// SPDX-License-Identifier: Apache-2.0
import { connectKube, type Kube } from '../../agent/kube.ts';
import type { Manifest } from '../../agent/manifests/manifests.ts';
import { userAgent } from '../app.ts';
import type { KubeFlags } from './flags.ts';

/** The cluster that the flags name. @throws Failure where there is no kubeconfig */
export const kubeOf = ({ context, kubeconfig }: KubeFlags): Promise<Kube> =>
  connectKube({ context, kubeconfig, userAgent });

/** What the cluster is called by whoever has the kubeconfig. */
export const contextOf = ({ access }: Kube): string => access.context ?? access.server;

/** Applies what is ours to say of each object, one after the other. */
export async function applied(
  kube: Kube,
  manifests: Manifest[],
  signal: AbortSignal,
): Promise<void> {
  for (const manifest of manifests) {
    signal.throwIfAborted();
    const resource = await kube.resourceOf(manifest.apiVersion, manifest.kind);
    await kube.apply(resource, manifest, { manager: 'chainctl', force: true });
  }
}
