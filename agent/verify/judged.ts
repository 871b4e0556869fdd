// SPDX-License-Identifier: Apache-2.0
import { applies } from '../../core/policy/applies.ts';
import type { PolicySet } from '../../core/policy/compiled.ts';
import { evaluate } from '../../core/policy/evaluate.ts';
import { namesOf } from '../../core/policy/glob.ts';
import { sourcesOf, type WantedEvidence } from '../../core/policy/sources.ts';
import type { Verdict } from '../../core/policy/verdict.ts';
import type { Held } from '../evidence/memory.ts';
import type { RunningImage } from '../observe/running.ts';
import type { Rules } from '../policies/rules.ts';

/** What is made of a running image. */
export interface Judged {
  verdict: Verdict;
  /** What it stands on. */
  held: readonly Held[];
}

/**
 * The policies that have a say in a running image: of those that are limited to some objects, the ones that
 * look at an object which runs it.
 */
export function setFor(
  { name, objects }: RunningImage,
  { policies, noMatch }: PolicySet,
): PolicySet {
  if (policies.every(({ match }) => match.length === 0)) return { policies, noMatch };
  const names = namesOf(name);
  const own = policies.filter(
    (policy) =>
      policy.match.length === 0 || objects.some((object) => applies(policy, names, object)),
  );
  return { policies: own, noMatch };
}

/** Where to look for what decides about the image. */
export const wantedFor = (image: RunningImage, { set }: Rules): WantedEvidence[] =>
  image.local ? [] : sourcesOf(setFor(image, set).policies, { reference: image.name });

/** Decides about the image by what is held. */
export function judgeRunning(
  image: RunningImage,
  { set, grounds }: Rules,
  held: readonly Held[],
  now: Date,
): Judged {
  const evidence = held.map((each) => each.evidence);
  const own = setFor(image, set);
  const { name: reference, local } = image;
  const judged = { reference, ...(local ? { local } : {}) };
  return { verdict: evaluate(own, judged, evidence, grounds, now), held };
}
