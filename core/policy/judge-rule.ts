// SPDX-License-Identifier: Apache-2.0
import type { Workload } from './applies.ts';
import { type AuthorityMatch, matchInput } from './authority-match.ts';
import type { CompiledPolicyRule } from './compiled.ts';
import { ruleFault } from './rules/hold.ts';
import type { Reason, RuleVerdict } from './verdict.ts';

/**
 * Whether the rule on a whole policy holds of what its authorities found and of the object that wants to
 * run the image. What it wants to know and nobody here knows is no reason to pass.
 */
export function judgeRule(
  rule: CompiledPolicyRule,
  matches: readonly (readonly [authority: string, match: AuthorityMatch])[],
  object: Workload['object'],
  now: Date,
): { verdict: RuleVerdict; reason?: Reason } {
  const { spec, metadata, typemeta } = rule.wants;
  if ((spec || metadata || typemeta) && object === undefined) {
    const message =
      'the rule of the policy looks at the object that runs the image, and none is known here';
    return { verdict: { outcome: 'fail', message }, reason: 'could-not-tell' };
  }
  const input = {
    authorityMatches: Object.fromEntries(matches.map(([name, match]) => [name, matchInput(match)])),
    ...(spec && object?.spec !== undefined ? { spec: object.spec } : {}),
    ...(metadata && object?.metadata !== undefined ? { metadata: object.metadata } : {}),
    ...(typemeta && object !== undefined ? { typemeta: object.typemeta } : {}),
  };
  const message = ruleFault(rule, 'ClusterImagePolicy', input, now);
  if (message === undefined) return { verdict: { outcome: 'pass', message: '' } };
  return { verdict: { outcome: 'fail', message }, reason: 'forbidden' };
}
