// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { type Kube, resources } from '../../agent/kube.ts';
import { agentPods } from '../../agent/manifests/options.ts';
import { agentNamespace } from '../../agent/names.ts';
import type { Missing } from './wait.ts';

const pod = z.object({
  spec: z.object({ containers: z.array(z.object({ image: z.string().default('') })).default([]) }),
  status: z
    .object({
      conditions: z
        .array(z.object({ type: z.string(), status: z.string(), message: z.string().default('') }))
        .default([]),
      containerStatuses: z
        .array(
          z.object({
            state: z
              .object({
                waiting: z
                  .object({ reason: z.string().default(''), message: z.string().default('') })
                  .optional(),
              })
              .prefault({}),
          }),
        )
        .default([]),
    })
    .prefault({}),
});

/** What the agent's pods with this image wait for, as the kubelet or the scheduler says; the worst first. */
export async function waitedFor(kube: Kube, image: string): Promise<Missing[]> {
  const labels = Object.entries(agentPods).map(([name, value]) => `${name}=${value}`);
  const pods = await kube.list(resources.pods, {
    namespace: agentNamespace,
    labels: labels.join(),
  });
  const all = pods.flatMap((found) => {
    const { spec, status } = pod.parse(found);
    // What was applied before this is on its way out.
    if (!spec.containers.some((container) => container.image === image)) return [];
    const unscheduled = status.conditions.filter(
      ({ type, status }) => type === 'PodScheduled' && status === 'False',
    );
    const held = status.containerStatuses.flatMap(({ state }) => state.waiting ?? []);
    return [
      ...held.map(({ reason, message }) => heldBy(reason, message, image)),
      ...unscheduled.map(({ message }) => ({ what: message, cure: described })),
    ];
  });
  const each = [...new Map(all.map((missing) => [missing.what, missing])).values()];
  return each.sort((one, other) => rank(one) - rank(other)).slice(0, 3);
}

const rank = ({ hopeless, cure }: Missing): number =>
  hopeless === 'now' ? 0 : hopeless === 'later' ? 1 : cure === undefined ? 3 : 2;

const described = 'kubectl describe pods -n gulfstream';

/** The reasons of a kubelet (k8s.io/kubernetes, pkg/kubelet/images/types.go and kuberuntime). */
function heldBy(reason: string, message: string, image: string): Missing {
  const what = message === '' ? reason : `${reason}: ${message}`;
  switch (reason) {
    case 'InvalidImageName':
      return { what, cure: 'chainctl cluster install --image REFERENCE', hopeless: 'now' };
    case 'ErrImageNeverPull':
      return { what, cure: loaded(image), hopeless: 'now' };
    case 'ErrImagePull':
    case 'ImagePullBackOff':
      return { what, cure: pullable(message, image), hopeless: 'later' };
    case 'RegistryUnavailable':
      return { what, cure: described };
    case 'CreateContainerConfigError':
    case 'CreateContainerError':
      return { what, cure: described };
    case 'CrashLoopBackOff':
      return { what, cure: 'kubectl logs -n gulfstream deployment/controller --previous' };
    default:
      return { what };
  }
}

/** What makes an image one that the nodes can pull, by what the registry told them. */
function pullable(message: string, image: string): string {
  if (/^localhost\//.test(image)) return loaded(image);
  if (/unauthorized|denied|forbidden|\b40[13]\b/i.test(message)) {
    return `let the nodes pull ${image}: a pull secret in imagePullSecrets of the service account controller, or another --image`;
  }
  if (/no such host|timeout|refused|x509|tls:/i.test(message)) {
    return `let the nodes reach the registry of ${image}, or push it where they can: chainctl cluster install --image REFERENCE`;
  }
  return `push it there: npm run image -- --push ${image}, or name another: chainctl cluster install --image REFERENCE`;
}

/** An image that is in no registry has to be brought to the nodes. */
const loaded = (image: string): string =>
  `bring it to the nodes: npm run image, then kind load image-archive dist/enforce-agent-VERSION.tar (minikube: minikube image load ${image}), or name another: chainctl cluster install --image REFERENCE`;
