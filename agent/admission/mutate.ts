// SPDX-License-Identifier: Apache-2.0
import { withDigest } from '../../core/policy/mutate.ts';
import { parseReference } from '../../core/policy/reference.ts';
import type { PlacedImage } from '../../core/policy/workload.ts';
import { pullerOf } from './credentials.ts';
import { wantingIn } from './images.ts';
import { type Means, resolved } from './judge.ts';
import type { Answer, Operation, ReviewRequest } from './review.ts';

/**
 * Puts the digest behind every tag that wants to run. A tag whose digest is not to be had stays as it
 * is: the validating webhook denies it, and knows why.
 */
export async function mutate(request: ReviewRequest, means: Means): Promise<Answer> {
  const wanting = wantingIn(request, means.rules().set.policies);
  if (wanting === undefined) return { allowed: true };
  const { images, workload } = wanting;
  const puller = pullerOf(request.namespace, request.object);
  const found = await Promise.all(
    images.filter(isTag).map(async ({ image: reference, place }): Promise<Operation[]> => {
      const answer = await resolved({ reference, workload }, puller, means);
      if (answer.kind !== 'found') return [];
      const value = withDigest(reference, answer.digest);
      return [{ op: 'replace', path: pointerTo(place), value }];
    }),
  );
  return { allowed: true, patch: found.flat() };
}

function isTag({ image }: PlacedImage): boolean {
  try {
    return parseReference(image).kind === 'tag';
  } catch {
    return false;
  }
}

/** `spec.containers[0].image` as a JSON pointer (RFC 6901), and of a volume the reference in its image. */
const pointerTo = (place: string): string => {
  const pointer = `/${place.replaceAll(/\[(\d+)\]/g, '.$1').replaceAll('.', '/')}`;
  return /\/volumes\/\d+\/image$/.test(pointer) ? `${pointer}/reference` : pointer;
};
