// SPDX-License-Identifier: Apache-2.0
import { withDigest } from '../../core/policy/mutate.ts';
import { parseReference } from '../../core/policy/reference.ts';
import type { PlacedImage } from '../../core/policy/workload.ts';
import { type Puller, pullerOf } from './credentials.ts';
import { wantingIn } from './images.ts';
import type { Means } from './judge.ts';
import type { Answer, Operation, ReviewRequest } from './review.ts';

/**
 * Puts the digest behind every tag that wants to run. A tag whose digest is not to be had stays as it
 * is: the validating webhook denies it, and knows why.
 */
export async function mutate(request: ReviewRequest, means: Means): Promise<Answer> {
  const wanting = wantingIn(request, means.rules().set.policies);
  if (wanting === undefined) return { allowed: true };
  const puller = pullerOf(request.namespace, request.object);
  const found = await Promise.all(wanting.images.map((each) => pinned(each, puller, means)));
  return { allowed: true, patch: found.filter((each) => each !== undefined) };
}

async function pinned(
  { image, place }: PlacedImage,
  puller: Puller,
  { resolve, keychains }: Means,
): Promise<Operation | undefined> {
  let tagged: ReturnType<typeof parseReference>;
  try {
    tagged = parseReference(image);
  } catch {
    return undefined;
  }
  if (tagged.kind === 'digest') return undefined;
  const resolved = await resolve(tagged, await keychains.ofImage(puller));
  if (resolved.kind !== 'found') return undefined;
  return { op: 'replace', path: pointerTo(place), value: withDigest(image, resolved.digest) };
}

/** `spec.containers[0].image` as a JSON pointer (RFC 6901), and of a volume the reference in its image. */
const pointerTo = (place: string): string => {
  const pointer = `/${place.replaceAll(/\[(\d+)\]/g, '.$1').replaceAll('.', '/')}`;
  return /\/volumes\/\d+\/image$/.test(pointer) ? `${pointer}/reference` : pointer;
};
