// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

const list = <Shape extends z.ZodType>(shape: Shape) =>
  z
    .array(shape)
    .nullish()
    .transform((found) => found ?? []);

const labels = z
  .record(z.string(), z.string())
  .nullish()
  .transform((found) => found ?? {});

/** Who wants an object, as it says itself. */
export const owner = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  name: z.string(),
  uid: z.string(),
  controller: z.boolean().nullish(),
});

const metadata = z.object({
  uid: z.string(),
  name: z.string(),
  namespace: z.string(),
  labels,
  ownerReferences: list(owner),
});

/** An object that owns pods, or objects that do: as much of it as is looked at. */
export const owned = z.object({ apiVersion: z.string(), kind: z.string(), metadata });
export type Owned = z.output<typeof owned>;

const container = z.object({ name: z.string(), image: z.string().nullish() });
const mounted = z.object({
  name: z.string(),
  volumeStatus: z
    .object({ image: z.object({ imageRef: z.string().nullish() }).nullish() })
    .nullish(),
});
const status = z.object({ name: z.string(), imageID: z.string(), volumeMounts: list(mounted) });
const statuses = list(status);

/** A pod, as much of it as is looked at: what is not named here is not kept in memory. */
export const pod = z.object({
  metadata,
  spec: z.object({
    serviceAccountName: z.string().nullish(),
    imagePullSecrets: list(z.object({ name: z.string().nullish() })),
    initContainers: list(container),
    containers: list(container),
    ephemeralContainers: list(container),
    volumes: list(
      z.object({
        name: z.string(),
        image: z.object({ reference: z.string().nullish() }).nullish(),
      }),
    ),
  }),
  status: z
    .object({
      phase: z.string().nullish(),
      initContainerStatuses: statuses,
      containerStatuses: statuses,
      ephemeralContainerStatuses: statuses,
    })
    .prefault({}),
});
export type Pod = z.output<typeof pod>;
