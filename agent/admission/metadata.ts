// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { owner } from '../observe/pod.ts';

const owned = z.object({
  metadata: z.object({
    uid: z.string().nullish(),
    generateName: z.string().nullish(),
    ownerReferences: z.array(owner).nullish(),
  }),
});

/** What an object under review says of itself: its uid, how its name will begin, the controller that wants it. */
export function metadataOf(object: unknown) {
  const { uid, generateName, ownerReferences } = owned.safeParse(object).data?.metadata ?? {};
  return {
    uid: uid ?? undefined,
    generateName: generateName ?? undefined,
    owner: ownerReferences?.find(({ controller }) => controller === true),
  };
}
