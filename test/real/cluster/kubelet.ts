// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import type { Api } from './api.ts';
import { following } from './follow.ts';

const status = z.looseObject({ name: z.string(), image: z.string(), imageID: z.string() });
const containers = z.array(z.looseObject({ name: z.string(), image: z.string() })).default([]);
const pod = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string(),
    resourceVersion: z.string(),
  }),
  spec: z.object({
    containers,
    initContainers: containers,
    ephemeralContainers: containers,
  }),
  status: z.object({
    phase: z.string().optional(),
    containerStatuses: z.array(status).default([]),
    initContainerStatuses: z.array(status).default([]),
    ephemeralContainerStatuses: z.array(status).default([]),
  }),
});
type Pod = z.infer<typeof pod>;
type Statuses = z.infer<typeof status>[];

/** What a container runtime calls an image it has pulled: a repository at a digest. */
export type ImageId = (image: string) => Promise<string | undefined>;

/**
 * Does with images what a kubelet does and kwok does not: a running container's status says which
 * image it has, by digest, also when the image is changed in place or a container comes later to
 * debug another. An image that no registry has keeps its text. Runs until it is stopped.
 */
export function startKubelet(api: Api, imageId: ImageId): { stop: () => Promise<void> } {
  return following(api, '/api/v1/pods', async (object) => {
    const found = pod.parse(object);
    if (found.status.phase !== 'Running' && found.status.phase !== 'Succeeded') return;
    const wanted = await statuses(found, imageId);
    if (wanted === undefined) return;
    const { name, namespace, resourceVersion } = found.metadata;
    // Refused when the pod has changed meanwhile; that change is an event of its own.
    await api.call('PATCH', `/api/v1/namespaces/${namespace}/pods/${name}/status`, {
      metadata: { resourceVersion },
      status: wanted,
    });
  });
}

/** The pod's container statuses as they should be, or nothing where they are so already. */
async function statuses({ spec, status: had }: Pod, imageId: ImageId) {
  const wanted = {
    containerStatuses: await pulled(spec.containers, had.containerStatuses, imageId),
    initContainerStatuses: await pulled(spec.initContainers, had.initContainerStatuses, imageId),
    ephemeralContainerStatuses: await pulled(
      spec.ephemeralContainers,
      [...had.ephemeralContainerStatuses, ...newcomers(spec.ephemeralContainers, had)],
      imageId,
    ),
  };
  const { containerStatuses, initContainerStatuses, ephemeralContainerStatuses } = had;
  const before = { containerStatuses, initContainerStatuses, ephemeralContainerStatuses };
  return JSON.stringify(wanted) === JSON.stringify(before) ? undefined : wanted;
}

function pulled(spec: Pod['spec']['containers'], had: Statuses, imageId: ImageId) {
  return Promise.all(
    had.map(async (one) => {
      const image = spec.find(({ name }) => name === one.name)?.image ?? one.image;
      // A digest, or what a runtime calls an image that was loaded and not pulled.
      if (image === one.image && /(?:^|@)sha256:/.test(one.imageID)) return one;
      return { ...one, image, imageID: (await imageId(image)) ?? image };
    }),
  );
}

/** Containers that came to debug others: kwok does not know them. */
function newcomers(spec: Pod['spec']['containers'], { ephemeralContainerStatuses }: Pod['status']) {
  return spec
    .filter(({ name }) => !ephemeralContainerStatuses.some((one) => one.name === name))
    .map(({ name, image }) => ({
      name,
      image,
      imageID: '',
      ready: true,
      restartCount: 0,
      state: { running: { startedAt: new Date().toISOString() } },
    }));
}
