// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { applies, type Workload } from '../../core/policy/applies.ts';
import type { CompiledPolicy } from '../../core/policy/compiled.ts';
import { namesOf } from '../../core/policy/glob.ts';
import { isJudged } from '../../core/policy/review.ts';
import { imagesOf, type PlacedImage } from '../../core/policy/workload.ts';
import { neverPoliced } from '../names.ts';
import type { ReviewRequest } from './review.ts';

/** What a review is about: images that want to run, and the object that wants to run them. */
export interface Wanting {
  images: PlacedImage[];
  workload: Workload;
}

const labelled = z.object({
  metadata: z.looseObject({ labels: z.record(z.string(), z.string()).nullish() }).nullish(),
  spec: z.unknown().optional(),
});

/**
 * The images of a review that have to be judged. Left out are those that an update leaves as they are,
 * in the same field, while the policies of today match the old object and the new one alike: nothing
 * new wants to run. (Pods that are made of an unchanged Deployment are reviewed themselves.)
 * @throws Error for an object that is not shaped as its kind
 */
export function wantingIn(
  request: ReviewRequest,
  policies: readonly CompiledPolicy[],
): Wanting | undefined {
  const { kind, operation, object, oldObject, namespace } = request;
  // Without the old object a scaling down is like any update: what it leaves as it is, is left out below.
  const review = { ...request, object, oldObject: undefined, kind: kind.kind };
  if (neverPoliced.includes(namespace) || !isJudged(review)) return undefined;
  const workload = workloadOf(request, object);
  const images = imagesOf(kind.kind, object);
  if (operation !== 'UPDATE') return { images, workload };
  const before = new Map(imagesOf(kind.kind, oldObject).map(({ place, image }) => [place, image]));
  const old = workloadOf(request, oldObject);
  const changed = images.filter(
    ({ place, image }) =>
      before.get(place) !== image || !matchedAlike(policies, image, workload, old),
  );
  return { images: changed, workload };
}

function workloadOf({ resource, kind }: ReviewRequest, object: unknown): Workload {
  const { spec, metadata } = labelled.parse(object);
  const { group, version } = resource;
  const apiVersion = kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
  const typemeta = { kind: kind.kind, apiVersion };
  const labels = metadata?.labels ?? {};
  return {
    group,
    version,
    resource: resource.resource,
    labels,
    object: { spec, metadata, typemeta },
  };
}

/** Whether what else the object says may change the answer. */
const looksAtObject = ({ rule }: CompiledPolicy): boolean =>
  rule !== undefined && Object.values(rule.wants).includes(true);

/** Whether the same policies have a say in the image, whichever of the two objects runs it. */
function matchedAlike(
  policies: readonly CompiledPolicy[],
  image: string,
  now: Workload,
  before: Workload,
): boolean {
  try {
    const names = namesOf(image);
    return policies.every(
      (policy) =>
        applies(policy, names, now) === applies(policy, names, before) &&
        !(looksAtObject(policy) && applies(policy, names, now)),
    );
  } catch {
    return false;
  }
}
