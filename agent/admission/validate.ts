// SPDX-License-Identifier: Apache-2.0
import { denialOf, type PlacedVerdict, warningOf } from '../../core/policy/denial.ts';
import { pullerOf } from './credentials.ts';
import { wantingIn } from './images.ts';
import { judge, type Means } from './judge.ts';
import type { Answer, ReviewRequest } from './review.ts';

/** What was decided about one review, for whoever keeps records of it. */
export interface Decision {
  request: ReviewRequest;
  verdicts: PlacedVerdict[];
}

/**
 * Answers whether all images of an object may run. Every image is judged, so that one answer says all
 * that is wrong. @throws Error for an object that is not shaped as its kind
 */
export async function validate(
  request: ReviewRequest,
  means: Means,
  decided: (decision: Decision) => void = () => undefined,
): Promise<Answer> {
  const wanting = wantingIn(request, means.rules().set.policies);
  if (wanting === undefined || wanting.images.length === 0) return { allowed: true };
  const { images, workload } = wanting;
  const puller = pullerOf(request.namespace, request.object);
  const judged = await Promise.all(
    images.map(async ({ image: reference, place }) => ({
      place,
      ...(await judge({ reference, workload }, puller, means)),
    })),
  );
  decided({ request, verdicts: judged });
  const warnings = linesOf(warningOf(judged));
  const denial = denialOf(judged);
  if (denial === '') return { allowed: true, warnings };
  const again = new Set(
    judged.flatMap((each) =>
      each.again.map(({ place, message }) => `could not look again: ${place}: ${message}`),
    ),
  );
  return { allowed: false, code: 400, message: [denial, ...again].join('\n'), warnings };
}

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');
