// SPDX-License-Identifier: Apache-2.0
import { localId, type Pulled, pulledImage } from './image-id.ts';
import type { Pod } from './pod.ts';

/** An image of a pod: what its spec asks for, and what the node says that it got. */
export interface Placed {
  asked: string;
  /** Absent while the node has not said, or where it knows no more than an id of its own. */
  got: Pulled | undefined;
  local: string | undefined;
  /** As `spec.containers[0].image`. */
  place: string;
}

/** Every image that the pod runs or mounts, in the order of its fields. */
export function placedImages({ spec, status }: Pod): Placed[] {
  const lists = [
    ['initContainers', status.initContainerStatuses],
    ['containers', status.containerStatuses],
    ['ephemeralContainers', status.ephemeralContainerStatuses],
  ] as const;
  const run = lists.flatMap(([list, statuses]) =>
    spec[list].flatMap(({ name, image }, index): Placed[] => {
      if (!image) return [];
      const id = statuses.find((each) => each.name === name)?.imageID ?? '';
      return [{ asked: image, ...gotten(id), place: `spec.${list}[${index}].image` }];
    }),
  );
  const mounts = lists.flatMap(([, all]) => all.flatMap(({ volumeMounts }) => volumeMounts));
  const mounted = spec.volumes.flatMap(({ name, image }, index): Placed[] => {
    if (!image?.reference) return [];
    const id = mounts.find((each) => each.name === name)?.volumeStatus?.image?.imageRef ?? '';
    const place = `spec.volumes[${index}].image`;
    return [{ asked: image.reference, ...gotten(id), place }];
  });
  return [...run, ...mounted];
}

const gotten = (id: string) => ({ got: pulledImage(id), local: localId(id) });
