// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { imagesOf } from './workload.ts';

/** What an admission review asks about, as far as it decides whether anything is to be judged. */
export interface Review {
  operation: string;
  /** Empty for the object itself. */
  subResource: string;
  kind: string;
  object: unknown;
  oldObject?: unknown;
}

const meta = z.object({
  metadata: z.object({ deletionTimestamp: z.string().nullish() }).optional(),
});
const scaled = z.object({ spec: z.object({ replicas: z.number().default(1) }) });

/**
 * Whether the review is about images that want to run: a creation or update, not of a status, not of
 * what is going away, not a mere scaling down with the same images.
 */
export function isJudged({ operation, subResource, kind, object, oldObject }: Review): boolean {
  if (operation !== 'CREATE' && operation !== 'UPDATE') return false;
  if (subResource === 'status') return false;
  if (meta.safeParse(object).data?.metadata?.deletionTimestamp) return false;
  return !(operation === 'UPDATE' && shrinks(kind, object, oldObject));
}

function shrinks(kind: string, object: unknown, oldObject: unknown): boolean {
  if (!['ReplicaSet', 'Deployment', 'StatefulSet'].includes(kind)) return false;
  const now = scaled.safeParse(object).data?.spec.replicas;
  const before = scaled.safeParse(oldObject).data?.spec.replicas;
  if (now === undefined || before === undefined || now >= before) return false;
  try {
    const images = (each: unknown) => JSON.stringify(imagesOf(kind, each));
    return images(object) === images(oldObject);
  } catch {
    return false;
  }
}
