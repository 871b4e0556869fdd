// SPDX-License-Identifier: Apache-2.0
import { type Kube, resources } from '../../agent/kube.ts';
import { Failure } from '../../core/errors.ts';

/** How kwok marks nodes that only pretend: what would run there runs on this machine. */
const pretended = ['kwok.x-k8s.io/node', 'fake'] as const;

/**
 * Refuses to send an agent to a platform that is at `localhost`: in a pod that is the pod itself. Nodes
 * that pretend are left out, since agents of theirs run beside the platform.
 * @throws Failure FAILED_PRECONDITION
 */
export async function demandReach(kube: Kube, api: string): Promise<void> {
  if (!loopback.test(new URL(api).hostname)) return;
  const nodes = await kube.list(resources.nodes);
  const [annotation, value] = pretended;
  if (nodes.every(({ metadata }) => metadata.annotations?.[annotation] === value)) return;
  throw new Failure(
    'FAILED_PRECONDITION',
    `the platform is at ${api}, and in a pod of the cluster that is the pod itself`,
    {
      place: '--platform-url',
      next:
        'start the platform with --listen ADDRESS:8081, an address that the cluster reaches, ' +
        'then chainctl cluster install --platform-url http://ADDRESS:8081',
    },
  );
}

const loopback = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;
