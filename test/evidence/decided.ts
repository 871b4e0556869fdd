// SPDX-License-Identifier: Apache-2.0
import type { Evidence } from '../../core/evidence/evidence.ts';
import type { Trust } from '../../core/evidence/trust.ts';
import { verifyFound } from '../../core/evidence/verify.ts';
import type { ClusterImagePolicySpec } from '../../core/policy/cluster-image-policy.ts';
import { compile } from '../../core/policy/compile.ts';
import { evaluate } from '../../core/policy/evaluate.ts';
import { groundsOf } from '../../core/policy/grounds.ts';

/** What is decided about the evidence's image, as `pass`, or as the reason of the denial. */
export function decided(
  spec: ClusterImagePolicySpec,
  evidence: Evidence,
  trust: Trust,
): string | undefined {
  const policy = compile('sample', spec, { secrets: new Map(), kms: new Map() });
  const reference = `${evidence.source.repository}@${evidence.digest}`;
  const grounds = groundsOf({ default: { trust }, named: new Map() }, verifyFound);
  const set = { policies: [policy], noMatch: 'deny' } as const;
  const { outcome, reason } = evaluate(set, { reference }, [evidence], grounds, new Date());
  return outcome === 'deny' ? reason : outcome;
}
