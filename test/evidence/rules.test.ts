// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { verifyFound } from '../../core/evidence/verify.ts';
import type { Workload } from '../../core/policy/applies.ts';
import type { ClusterImagePolicySpec } from '../../core/policy/cluster-image-policy.ts';
import { compile } from '../../core/policy/compile.ts';
import { denialOf, warningOf } from '../../core/policy/denial.ts';
import { evaluate } from '../../core/policy/evaluate.ts';
import { explain } from '../../core/policy/explain.ts';
import { groundsOf } from '../../core/policy/grounds.ts';
import { readVerdict } from '../../core/policy/read-verdict.ts';
import { sigstoreEvidence, sigstoreFile } from '../fixtures/sigstore.ts';
import { trust } from './demands.ts';

/** What real cosign attested with a key: provenance of SLSA by the builder `https://b`. */
const evidence = sigstoreEvidence('v2-att-key');
const reference = `${evidence.source.repository}@${evidence.digest}`;
const key = { data: sigstoreFile('k.pub') };
const name = 'provenance';
const predicateType = 'https://slsa.dev/provenance/v1';
const rego = (rules: string) => ({ type: 'rego', data: `package sigstore\n\n${rules}\n` });
const attested = (rules: string): ClusterImagePolicySpec => ({
  images: [{ glob: '**' }],
  authorities: [{ name: 'a', key, attestations: [{ name, predicateType, policy: rego(rules) }] }],
});
const whole = (rules: string, more = {}): ClusterImagePolicySpec => ({
  images: [{ glob: '**' }],
  authorities: [{ name: 'a', key, attestations: [{ name, predicateType }] }],
  policy: { ...rego(rules), ...more },
});
const object = {
  spec: { replicas: 3 },
  metadata: { labels: { app: 'web' } },
  typemeta: { kind: 'Deployment', apiVersion: 'apps/v1' },
};
const workload: Workload = {
  group: 'apps',
  version: 'v1',
  resource: 'deployments',
  labels: {},
  object,
};

function judged(spec: ClusterImagePolicySpec, by?: Workload) {
  const policy = compile('sample', spec, { secrets: new Map(), kms: new Map() });
  const grounds = groundsOf({ default: { trust }, named: new Map() }, verifyFound);
  const image = { reference, ...(by === undefined ? {} : { workload: by }) };
  const now = new Date('2026-11-29T10:00:00Z');
  return evaluate({ policies: [policy], noMatch: 'deny' }, image, [evidence], grounds, now);
}
const place = 'spec.containers[0].image';
const said = (spec: ClusterImagePolicySpec, by?: Workload) =>
  denialOf([{ place, verdict: judged(spec, by) }]);

const byB = 'isCompliant { input.predicate.runDetails.builder.id == "https://b" }';
const byC = 'isCompliant { input.predicate.runDetails.builder.id == "https://c" }';
const not = "policy is not compliant for query 'isCompliant = data.sigstore.isCompliant'";

test('a rule on an attestation sees the statement whole, as real cosign signed it', () => {
  expect(judged(attested(byB)).outcome).toBe('pass');
  const all = `isCompliant {
    input._type == "https://in-toto.io/Statement/v0.1"
    input.predicateType == "${predicateType}"
    input.subject[_].digest.sha256 == "${evidence.digest.slice(7)}"
  }`;
  expect(judged(attested(all)).outcome).toBe('pass');
});

test('an attestation that does not comply denies in upstream’s words, and says what to do', () => {
  const verdict = judged(attested(byC));
  expect(verdict).toMatchObject({ outcome: 'deny', reason: 'forbidden' });
  expect(said(attested(byC))).toContain(
    `attestation key validation failed for authority a for ${reference}: failed evaluating rego policy for type provenance: ${not}`,
  );
  const lines = explain(verdict).join('\n');
  expect(lines).toContain(
    'attestation provenance of https://slsa.dev/provenance/v1 does not comply',
  );
  expect(lines).toContain(
    `policy failed: failed evaluating rego policy for type provenance: ${not}`,
  );
  expect(lines).toContain('use another image, or change the policy');
});

test.each([
  ['true', 'isCompliant = true', 'pass'],
  ['a result that is true', 'isCompliant[{"result": true}] { true }', 'pass'],
  ['one of several', 'isCompliant[{"result": r}] { r := [false, true][_] }', 'pass'],
  ['an array of results', 'isCompliant = [{"Result": true}]', 'pass'],
  ['false', 'isCompliant = false', not],
  ['nothing', 'isCompliant { input.none }', not],
  ['a text', 'isCompliant = "true"', not],
  ['one', 'isCompliant = 1', not],
  ['an object', 'isCompliant = {"result": true}', not],
  ['no result', 'isCompliant[x] { x := input.none }', not],
  ['an error', 'isCompliant[{"result": false, "error": "no"}] { true }', `${not} with errors: no`],
  ['a result of another type', 'isCompliant[{"result": "true"}] { true }', 'due to parsing errors'],
  ['a result that is none', 'isCompliant[true] { true }', 'due to parsing errors'],
  ['a warning', 'isCompliant[{"result": true, "warning": "old"}] { true }', ': warning: old'],
  ['a conflict', 'isCompliant = x { x := [true, false][_] }', 'gives several values'],
  ['what never ends', 'xs := numbers.range(1, 2000)\nisCompliant { xs[_] + xs[_] < 0 }', 'steps'],
])('a rule that gives %s', (_what, rules, expected) => {
  if (expected === 'pass') expect(judged(attested(rules)).outcome).toBe('pass');
  else expect(said(attested(rules))).toContain(expected);
});

test('in mode warn it warns, with the same words', () => {
  const spec = { ...attested(byC), mode: 'warn' };
  const verdict = judged(spec);
  expect(verdict.outcome).toBe('warn');
  expect(warningOf([{ place, verdict }])).toContain(not);
});

test('a rule on the policy sees what the authorities found, in upstream’s form', () => {
  const rules = `isCompliant {
    count(input) == 1
    [a] := input.authorityMatches.a.attestations.provenance
    a.predicateType == "${predicateType}"
    regex.match("^sha256:[0-9a-f]{64}$", a.digest)
    regex.match("^[0-9a-f]{64}$", a.id)
    not a.issuer
  }`;
  expect(judged(whole(rules)).outcome).toBe('pass');
  const fixed = {
    ...whole('isCompliant { input.authorityMatches == {"a": {"static": true}} }'),
    authorities: [{ name: 'a', static: { action: 'pass' } }],
  };
  expect(judged(fixed).outcome).toBe('pass');
});

test('and the identity of a certificate that real Fulcio issued', () => {
  const keyless = sigstoreEvidence('v3-att-r1');
  const rules = `isCompliant {
    a := input.authorityMatches.k.attestations.provenance[_]
    startswith(a.issuer, "http://localhost:5580")
    a.subject != ""
  }`;
  const spec = {
    ...whole(rules),
    authorities: [
      { name: 'k', keyless: { identities: [] }, attestations: [{ name, predicateType }] },
    ],
  };
  const policy = compile('sample', spec, { secrets: new Map(), kms: new Map() });
  const grounds = groundsOf({ default: { trust }, named: new Map() }, verifyFound);
  const image = { reference: `${keyless.source.repository}@${keyless.digest}` };
  const set = { policies: [policy], noMatch: 'deny' } as const;
  expect(evaluate(set, image, [keyless], grounds, new Date()).outcome).toBe('pass');
});

test('a rule on the policy that does not hold denies what its authorities let pass', () => {
  const spec = whole('isCompliant { count(input.authorityMatches) > 1 }');
  const verdict = judged(spec);
  expect(verdict).toMatchObject({
    outcome: 'deny',
    reason: 'forbidden',
    policies: [{ authorities: [{ outcome: 'pass' }], rule: { outcome: 'fail' } }],
  });
  expect(said(spec)).toContain(
    `failed policy: sample: ${place}\n${reference} failed evaluating rego policy for type ClusterImagePolicy: ${not}`,
  );
  expect(explain(verdict).join('\n')).toContain('rule fails: failed evaluating rego policy');
  expect(readVerdict(JSON.parse(JSON.stringify(verdict)))).toEqual(verdict);
});

test('what a policy asks for of the object is there, and nothing else', () => {
  const sees = (more: object) =>
    judged(
      whole(`isCompliant { count(input) == ${Object.keys(more).length + 1} }`, more),
      workload,
    );
  for (const more of [
    {},
    { includeSpec: true },
    { includeObjectMeta: true, includeTypeMeta: true },
  ])
    expect(sees(more).outcome).toBe('pass');
  const rules = `isCompliant {
    input.spec.replicas == 3
    input.metadata.labels.app == "web"
    input.typemeta == {"kind": "Deployment", "apiVersion": "apps/v1"}
  }`;
  const all = { includeSpec: true, includeObjectMeta: true, includeTypeMeta: true };
  expect(judged(whole(rules, all), workload).outcome).toBe('pass');
});

test('without the object, or with config files wanted, it denies and says why', () => {
  const spec = whole('isCompliant = true', { includeSpec: true });
  expect(judged(spec)).toMatchObject({ outcome: 'deny', reason: 'could-not-tell' });
  expect(said(spec)).toContain('looks at the object that runs the image, and none is known here');
  const config = whole('isCompliant = true', { fetchConfigFile: true });
  expect(judged(config)).toMatchObject({ outcome: 'deny', reason: 'policy-broken' });
  expect(said(config)).toContain('the config files of images are not fetched');
});
