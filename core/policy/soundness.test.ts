// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mayRun, type World } from '../../test/fixtures/policy/obvious.ts';
import {
  ada,
  bob,
  digest,
  evidence,
  grounds,
  newKey,
  noKeys,
  now,
  type Signed,
} from '../../test/fixtures/policy/pretended.ts';
import type { ClusterImagePolicySpec } from './cluster-image-policy.ts';
import { clusterImagePolicySpec } from './cluster-image-policy.ts';
import { compile } from './compile.ts';
import { evaluate } from './evaluate.ts';

const [one, two] = [newKey(), newKey()];
const keys = new Map([
  [one.pem, one.id],
  [two.pem, two.id],
]);
/** Present every other time. */
const sometimes = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.option(arbitrary, { nil: undefined, freq: 2 });
/** Present in one of twelve. */
const seldom = <T>(value: T) =>
  fc.integer({ min: 0, max: 11 }).map((roll) => (roll === 0 ? value : undefined));

const people = fc.constantFrom(ada, bob, { ...ada, issuer: 'https://elsewhere' });
const identity = fc.oneof(
  people,
  fc.constantFrom('.*@example\\.com', 'ada', 'ada@example.com|bob').map((subjectRegExp) => ({
    issuer: ada.issuer,
    subjectRegExp,
  })),
);
const signer = fc.oneof(
  people,
  fc.constantFrom(one.id, two.id, 'other').map((key) => ({ key })),
);
const types = fc.constantFrom(
  'https://slsa.dev/provenance/v1',
  'https://cosign.sigstore.dev/attestation/vuln/v1',
);
const mostly = fc.integer({ min: 0, max: 5 }).map((roll) => roll > 0);
const something: fc.Arbitrary<Signed> = fc.record({
  use: fc.constantFrom('signature', 'attestation'),
  format: fc.constantFrom('legacy', 'bundle'),
  predicateType: types,
  signer,
  sound: mostly,
  logged: mostly,
  stamped: mostly,
  about: mostly.map((yes) => (yes ? digest : 'sha256:0')),
});

const root = fc.constantFrom('private', 'nowhere', undefined, undefined, undefined);
const signing = fc.oneof(
  fc.record({ static: fc.record({ action: fc.constantFrom('pass', 'fail') }) }),
  fc.record({
    key: fc.record({ data: fc.constantFrom(one.pem, two.pem, one.pem + two.pem) }),
  }),
  fc.record({
    keyless: fc.record({
      identities: fc.array(identity, { maxLength: 2 }),
      trustRootRef: root,
      url: fc.constantFrom('https://fulcio.sigstore.dev', 'https://ca.example.com', undefined),
    }),
  }),
);
const rest = fc.record({
  ctlog: sometimes(fc.constantFrom({}, { url: 'https://r' }, { trustRootRef: 'private' })),
  rfc3161timestamp: sometimes(fc.constantFrom({}, { trustRootRef: 'private' })),
  signatureFormat: sometimes(fc.constantFrom('legacy', 'bundle')),
  source: sometimes(fc.constant([{ oci: 'ghcr.io/acme/signatures' }])),
  attestations: sometimes(
    fc
      .uniqueArray(fc.constantFrom('vuln', 'https://slsa.dev/provenance/v1'), { maxLength: 2 })
      .map((list) => list.map((predicateType) => ({ name: predicateType, predicateType }))),
  ),
});
const authority = fc
  .tuple(signing, rest)
  .map(([by, more]) => ('static' in by ? by : { ...more, ...by }));
const rego = { type: 'rego', data: 'package sigstore' };
const policy = fc.record({
  images: fc.array(
    fc
      .constantFrom('**', 'ghcr.io/acme/*', 'ghcr.io/*', 'quay.io/**', 'ghcr.io/acme/app')
      .map((glob) => ({ glob })),
    { minLength: 1, maxLength: 2 },
  ),
  authorities: fc.array(authority, { maxLength: 3 }),
  mode: seldom('warn'),
  policy: seldom(rego),
  match: sometimes(
    fc.array(
      fc.record({
        resource: fc.constantFrom('pods', 'jobs'),
        version: fc.constantFrom('v1', '*', ''),
        selector: sometimes(fc.constant({ matchLabels: { tier: 'front' } })),
      }),
      { maxLength: 2 },
    ),
  ),
});
const world: fc.Arbitrary<World> = fc.record({
  policies: fc.array(policy.map(asWritten), { maxLength: 3 }),
  noMatch: fc.constantFrom('deny', 'allow', 'warn'),
  image: fc.constant(`ghcr.io/acme/app@${digest}`),
  labels: fc.constantFrom({}, { tier: 'front' }, { tier: 'back' }),
  beside: fc.array(something, { maxLength: 4 }),
  elsewhere: fc.array(something, { maxLength: 2 }),
  keys: fc.constant(keys),
});

/** The document as it is read: fields that were not drawn are not there. */
function asWritten(drawn: unknown): ClusterImagePolicySpec {
  return clusterImagePolicySpec.parse(JSON.parse(JSON.stringify(drawn)));
}

function decided({ policies, noMatch, image, labels, beside, elsewhere }: World): boolean {
  const compiled = policies.map((spec, index) => compile(`policy-${index}`, spec, noKeys));
  const seen = [evidence(beside), evidence(elsewhere, { repository: 'ghcr.io/acme/signatures' })];
  const workload = { group: '', version: 'v1', resource: 'pods', labels };
  const set = { policies: compiled, noMatch };
  return evaluate(set, { reference: image, workload }, seen, grounds, now).outcome !== 'deny';
}

test('no image passes that the rules, written once more and obviously, deny; nor the other way round', () => {
  const passed = { yes: 0, no: 0 };
  fc.assert(
    fc.property(world, (each) => {
      const expected = mayRun(each);
      passed[expected ? 'yes' : 'no'] += 1;
      expect(decided(each)).toBe(expected);
    }),
    { numRuns: 2_000 },
  );
  expect(Math.min(passed.yes, passed.no)).toBeGreaterThan(200);
});

test('trouble anywhere never makes a pass of what would be denied', () => {
  const trouble = [{ reason: 'unreachable', place: 'ghcr.io', message: 'no route' } as const];
  fc.assert(
    fc.property(world, (each) => {
      const compiled = each.policies.map((spec) => compile('policy', spec, noKeys));
      const seen = [evidence([], {}, trouble)];
      const set = { policies: compiled, noMatch: 'deny' } as const;
      const { outcome } = evaluate(set, { reference: each.image }, seen, grounds, now);
      const bare: World = { ...each, noMatch: 'deny', beside: [], elsewhere: [] };
      const unlimited = each.policies.map((spec) => ({ ...spec, match: [] }));
      if (outcome !== 'deny') expect(mayRun({ ...bare, policies: unlimited })).toBe(true);
    }),
  );
});
