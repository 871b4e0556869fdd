// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { verifyFound } from '../../core/evidence/verify.ts';
import type { ClusterImagePolicySpec } from '../../core/policy/cluster-image-policy.ts';
import { compile } from '../../core/policy/compile.ts';
import { denialOf } from '../../core/policy/denial.ts';
import { evaluate } from '../../core/policy/evaluate.ts';
import { groundsOf } from '../../core/policy/grounds.ts';
import { sigstoreEvidence, sigstoreFile } from '../fixtures/sigstore.ts';
import { trust } from './demands.ts';

/** What real cosign attested with a key: provenance of SLSA by the builder `https://b`. */
const evidence = sigstoreEvidence('v2-att-key');
const reference = `${evidence.source.repository}@${evidence.digest}`;
const key = { data: sigstoreFile('k.pub') };
const name = 'provenance';
const predicateType = 'https://slsa.dev/provenance/v1';
const cue = (data: string) => ({ type: 'cue', data });
const attested = (data: string): ClusterImagePolicySpec => ({
  images: [{ glob: '**' }],
  authorities: [{ name: 'a', key, attestations: [{ name, predicateType, policy: cue(data) }] }],
});
const whole = (data: string): ClusterImagePolicySpec => ({
  images: [{ glob: '**' }],
  authorities: [{ name: 'a', key, attestations: [{ name, predicateType }] }],
  policy: cue(data),
});

function judged(spec: ClusterImagePolicySpec) {
  const policy = compile('sample', spec, { secrets: new Map(), kms: new Map() });
  const grounds = groundsOf({ default: { trust }, named: new Map() }, verifyFound);
  const set = { policies: [policy], noMatch: 'deny' } as const;
  return evaluate(set, { reference }, [evidence], grounds, new Date('2026-11-29T10:00:00Z'));
}
const said = (spec: ClusterImagePolicySpec) =>
  denialOf([{ place: 'spec.containers[0].image', verdict: judged(spec) }]);

test('a policy in CUE on an attestation sees the statement whole, as real cosign signed it', () => {
  const all = `"_type": "https://in-toto.io/Statement/v0.1"
predicateType: "${predicateType}"
subject: [{digest: sha256: "${evidence.digest.slice(7)}"}]
predicate: runDetails: builder: id: =~"^https://b$"`;
  expect(judged(attested(all)).outcome).toBe('pass');
});

test('one that the statement contradicts denies in upstream’s words', () => {
  const spec = attested('predicate: runDetails: builder: id: "https://c"');
  expect(judged(spec)).toMatchObject({ outcome: 'deny', reason: 'forbidden' });
  expect(said(spec)).toContain(
    `attestation key validation failed for authority a for ${reference}: failed evaluating cue policy for provenance: failed to evaluate the policy with error: predicate.runDetails.builder.id: conflicting values "https://c" and "https://b"`,
  );
});

test('one that is not evaluated denies, and says what it is that is not', () => {
  const spec = attested('import "crypto/sha256"\npredicate: a: sha256.Sum256("x")');
  expect(judged(spec)).toMatchObject({ outcome: 'deny', reason: 'policy-broken' });
  expect(said(spec)).toContain('package "crypto/sha256" is not evaluated (line 1, column 8 of it)');
});

test('one on the policy sees what the authorities found', () => {
  const holds = `import "list"
authorityMatches: a: attestations: provenance: [...{predicateType: "${predicateType}", ...}] & list.MinItems(1)`;
  expect(judged(whole(holds)).outcome).toBe('pass');
  const many = holds.replace('MinItems(1)', 'MinItems(2)');
  expect(judged(whole(many))).toMatchObject({
    outcome: 'deny',
    policies: [{ authorities: [{ outcome: 'pass' }], rule: { outcome: 'fail' } }],
  });
  expect(said(whole(many))).toContain('failed evaluating cue policy for ClusterImagePolicy: ');
});
