// SPDX-License-Identifier: Apache-2.0
import type { Evidence } from '../evidence/evidence.ts';
import { almostCovers, applies, type Workload } from './applies.ts';
import type { CompiledPolicy, PolicySet } from './compiled.ts';
import { type ImageNames, namesOf } from './glob.ts';
import type { Grounds } from './grounds.ts';
import { judge, type Sight } from './judge.ts';
import { judgeRule } from './judge-rule.ts';
import { parseReference, type Reference } from './reference.ts';
import type { PolicyVerdict, Reason, Verdict } from './verdict.ts';

/** An image that wants to run, by its digest, and the object that wants to run it, if one does. */
export interface Image {
  reference: string;
  /** It came from no registry: the digest is an id that a node gave it. */
  local?: true;
  workload?: Workload;
}

/**
 * Decides whether the image may run: every policy that covers it must be met, each by one of its
 * authorities. Pure: the same answer for the same evidence and trust, whoever asks. It begins at deny;
 * what cannot be known, compiled or computed denies, and says so. It never throws.
 */
export function evaluate(
  set: PolicySet,
  image: Image,
  evidence: readonly Evidence[],
  grounds: Grounds,
  now: Date,
): Verdict {
  const { reference } = image;
  const verdict = {
    image: reference,
    name: '',
    at: now.toISOString(),
    outcome: 'deny' as const,
    policies: [],
  };
  const refused = (reason: Reason, message: string): Verdict => ({ ...verdict, reason, message });
  let parsed: Reference;
  try {
    parsed = parseReference(reference);
  } catch (error) {
    return refused('no-reference', messageOf(error));
  }
  if (parsed.kind !== 'digest')
    return refused('no-digest', `invalid value: ${reference} must be an image digest`);
  const { name } = parsed;
  try {
    const names = namesOf(reference);
    const sight = { image: parsed, local: image.local, evidence, grounds, now, names };
    const policies = set.policies.flatMap((policy) => judgePolicy(policy, image, sight));
    const near = policies.length === 0 ? almostCovers(set.policies, sight.names) : undefined;
    return {
      ...verdict,
      name,
      ...concluded(set, policies),
      ...(near === undefined ? {} : { near }),
    };
  } catch (error) {
    return { ...refused('defect', `could not decide: ${messageOf(error)}`), name };
  }
}

function judgePolicy(
  policy: CompiledPolicy,
  image: Image,
  sight: Sight & { names: ImageNames },
): PolicyVerdict[] {
  const { name, mode, broken } = policy;
  const failed = (reason: Reason, why: string[]): PolicyVerdict => ({
    policy: name,
    mode: reason === 'defect' ? 'enforce' : mode,
    outcome: 'fail',
    reason,
    broken: why,
    authorities: [],
  });
  try {
    if (!applies(policy, sight.names, image.workload)) return [];
    if (broken.length > 0) return [failed('policy-broken', [...broken])];
    const all = policy.authorities.map((authority) => judge(authority, sight));
    const authorities = all.map(({ verdict }) => verdict);
    const without = authorities.filter(({ kind }) => kind === 'broken');
    if (without.length > 0 || authorities.length === 0) {
      const why = without.map(({ authority, message }) => `authority ${authority}: ${message}`);
      return [
        {
          ...failed('policy-broken', why.length > 0 ? why : ['it has no authorities']),
          authorities,
        },
      ];
    }
    const judged = { policy: name, mode, broken: [], authorities };
    if (authorities.some(({ outcome }) => outcome === 'pass')) {
      if (policy.rule === undefined) return [{ ...judged, outcome: 'pass' }];
      const matches = all.flatMap(({ verdict, match }) =>
        match === undefined ? [] : [[verdict.authority, match] as const],
      );
      const { verdict, reason } = judgeRule(
        policy.rule,
        matches,
        image.workload?.object,
        sight.now,
      );
      const ruled = { ...judged, rule: verdict, outcome: verdict.outcome };
      return [reason === undefined ? ruled : { ...ruled, reason }];
    }
    return [{ ...judged, outcome: 'fail', reason: weightiest(authorities.map(reasonIn)) }];
  } catch (error) {
    return [failed('defect', [`could not decide: ${messageOf(error)}`])];
  }
}

type Conclusion = Pick<Verdict, 'outcome' | 'policies'> & { reason?: Reason; message?: string };

function concluded({ noMatch }: PolicySet, policies: PolicyVerdict[]): Conclusion {
  const failing = policies.filter(({ outcome }) => outcome !== 'pass');
  const enforced = failing.filter(({ mode }) => mode !== 'warn');
  if (policies.length === 0) {
    const uncovered = { policies, reason: 'not-covered', message: 'no matching policies' } as const;
    if (noMatch === 'allow') return { ...uncovered, outcome: 'pass' };
    return { ...uncovered, outcome: noMatch === 'warn' ? 'warn' : 'deny' };
  }
  if (failing.length === 0) return { outcome: 'pass', policies };
  const deciding = enforced.length > 0 ? enforced : failing;
  const outcome = enforced.length > 0 ? 'deny' : 'warn';
  const reasons = deciding.map(reasonIn);
  const definite = reasons.filter((reason) => reason !== 'could-not-tell');
  return { outcome, policies, reason: definite[0] ?? 'could-not-tell' };
}

/** Of the reasons of all ways to meet a policy: if one cannot be told, none can. */
function weightiest(reasons: readonly Reason[]): Reason {
  const order: Reason[] = ['could-not-tell', 'does-not-verify', 'signed-by-somebody-else'];
  return order.find((reason) => reasons.includes(reason)) ?? reasons[0] ?? 'defect';
}

const reasonIn = ({ reason }: { reason?: Reason }): Reason => reason ?? 'defect';

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : 'something was thrown that is no error';
