// SPDX-License-Identifier: Apache-2.0
import type { Refused } from '../../core/api/denials.ts';
import { explainPolicy } from '../../core/policy/cure.ts';
import type { PlacedVerdict } from '../../core/policy/denial.ts';
import { metadataOf } from '../admission/metadata.ts';
import type { Decision } from '../admission/validate.ts';
import { short } from './short.ts';

/** So many of one object's images are told, and so many policies of each: a batch stays a few megabytes. */
const [mostImages, mostPolicies] = [20, 5];

/** What is told of a decision; undefined where nothing was refused, or nobody really asked for it. */
export function denialIn({ request, verdicts }: Decision, now: Date): Refused | undefined {
  const denied = verdicts.filter(({ verdict }) => verdict.outcome === 'deny');
  if (denied.length === 0 || request.dryRun === true) return undefined;
  const { kind, namespace, operation, object, userInfo } = request;
  const { generateName = '', owner } = metadataOf(object);
  return {
    at: now.toISOString(),
    operation: short(operation, 16),
    object: {
      kind: short(kind.kind, 253),
      namespace: short(namespace, 253),
      name: short(request.name || generateName, 253),
    },
    ...(owner === undefined
      ? {}
      : { owner: { kind: short(owner.kind, 253), name: short(owner.name, 253) } }),
    user: short(userInfo?.username ?? '', 512),
    images: denied.slice(0, mostImages).map(imageIn),
    times: 1,
  };
}

function imageIn({ place, verdict }: PlacedVerdict): Refused['images'][number] {
  const { policies, message = 'could not decide', near, trouble = [] } = verdict;
  const image = short(verdict.name || verdict.image, 1100);
  if (policies.length === 0) {
    const why = [
      message,
      ...(near === undefined
        ? []
        : [`policy ${near.policy} has glob "${near.glob}"; "${near.instead}" would cover it`]),
      ...trouble.map((each) => `could not tell its digest: ${each.place}: ${each.message}`),
    ];
    return { image, place: short(place), policies: [], message: short(why.join('; ')) };
  }
  const failing = policies.filter(({ outcome, mode }) => outcome === 'fail' && mode === 'enforce');
  return {
    image,
    place: short(place),
    policies: failing.slice(0, mostPolicies).map((policy) => {
      const { why, cure } = explainPolicy(verdict, policy);
      return { name: short(policy.policy, 253), message: short(`${why}; ${cure}`) };
    }),
  };
}
