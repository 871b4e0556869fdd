// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

/** An image of an object, and the field in which it stands. */
export interface PlacedImage {
  /** As it is written. */
  image: string;
  /** As `spec.template.spec.containers[0].image`. */
  place: string;
}

const containers = z.array(z.object({ image: z.string().optional() })).nullish();
const volumes = z
  .array(z.object({ image: z.object({ reference: z.string().optional() }).nullish() }))
  .nullish();
const podSpec = z.object({
  initContainers: containers,
  containers,
  ephemeralContainers: containers,
  volumes,
});

/** Where a kind of object keeps the spec of its pods. */
const podSpecs: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['Pod', ['spec']],
  ['CronJob', ['spec', 'jobTemplate', 'spec', 'template', 'spec']],
  ...['ReplicaSet', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job'].map(
    (kind) => [kind, ['spec', 'template', 'spec']] as const,
  ),
]);

/**
 * Every image that the object runs or mounts, in the order of its fields. A container without an image
 * has an empty one, which is no reference and so denied; a volume without one is another kind of volume.
 * @throws Error for an object of another kind, or not shaped as its kind
 */
export function imagesOf(kind: string, object: unknown): PlacedImage[] {
  const path = podSpecs.get(kind);
  if (path === undefined) throw new Error(`a ${kind} runs no images`);
  const spec = podSpec.parse(path.reduce<unknown>(field, object));
  const at = path.join('.');
  const lists = ['initContainers', 'containers', 'ephemeralContainers'] as const;
  return [
    ...lists.flatMap((list) =>
      (spec[list] ?? []).map(({ image = '' }, index) => ({
        image,
        place: `${at}.${list}[${index}].image`,
      })),
    ),
    ...(spec.volumes ?? []).flatMap(({ image }, index) =>
      image?.reference ? [{ image: image.reference, place: `${at}.volumes[${index}].image` }] : [],
    ),
  ];
}

const field = (value: unknown, name: string): unknown =>
  z.record(z.string(), z.unknown()).parse(value)[name];
