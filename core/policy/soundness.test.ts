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
  now,
  type Signed,
} from '../../test/fixtures/policy/pretended.ts';
import type { ClusterImagePolicySpec } from './cluster-image-policy.ts';
import { clusterImagePolicySpec } from './cluster-image-policy.ts';
import { compile } from './compile.ts';
import type { KeyMaterial } from './compile-authority.ts';
import { evaluate } from './evaluate.ts';

const [one, two] = [newKey(), newKey()];
const keys = new Map([
  [one.pem, one.id],
  [two.pem, two.id],
]);
const fetched = new Map([
  ['there', one.pem],
  ['gcpkms://there', two.pem],
]);
const material: KeyMaterial = {
  secrets: new Map([['there', { pem: one.pem }]]),
  kms: new Map([
    ['gcpkms://there', { pem: two.pem }],
    ['awskms://gone', { fault: 'nobody answers' }],
  ]),
};
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
  fc.constantFrom('https://.*', 'https://accounts', 'http://.*').map((issuerRegExp) => ({
    issuerRegExp,
    subject: ada.subject,
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

const root = fc.constantFrom(
  'private',
  'nowhere',
  'torn',
  undefined,
  undefined,
  undefined,
  undefined,
);
const signing = fc.oneof(
  fc.record({ static: fc.record({ action: fc.constantFrom('pass', 'fail') }) }),
  fc.record({
    key: fc.oneof(
      fc.constantFrom(one.pem, two.pem, one.pem + two.pem).map((data) => ({ data })),
      fc.constantFrom('there', 'gone').map((name) => ({ secretRef: { name } })),
      fc.constantFrom('gcpkms://there', 'awskms://gone', 'hashivault://k').map((kms) => ({ kms })),
    ),
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
  source: sometimes(
    fc
      .constantFrom(undefined, undefined, 'demo')
      .map((tagPrefix) => [{ oci: 'ghcr.io/acme/signatures', tagPrefix }]),
  ),
  attestations: sometimes(
    fc
      .uniqueArray(fc.constantFrom('vuln', 'https://slsa.dev/provenance/v1'), { maxLength: 2 })
      .map((list) => list.map((predicateType) => ({ name: predicateType, predicateType }))),
  ),
});
const authority = fc
  .tuple(signing, rest)
  .map(([by, more]) => ('static' in by ? by : { ...more, ...by }));
const key = fc.constantFrom('tier', 'team');
const requirement = fc.oneof(
  fc.record({
    key,
    operator: fc.constantFrom('In', 'NotIn'),
    values: fc.constantFrom(['front'], ['back', 'a'], ['a', 'b']),
  }),
  fc.record({ key, operator: fc.constantFrom('Exists', 'DoesNotExist') }),
);
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
        group: fc.constantFrom('', 'apps', undefined),
        resource: fc.constantFrom('pods', 'deployments'),
        version: fc.constantFrom('v1', '*', ''),
        selector: sometimes(
          fc.record({
            matchLabels: sometimes(fc.constant({ tier: 'front' })),
            matchExpressions: sometimes(fc.array(requirement, { maxLength: 2 })),
          }),
        ),
      }),
      { maxLength: 2 },
    ),
  ),
});
const world: fc.Arbitrary<World> = fc.record({
  policies: fc.array(policy.map(asWritten), { maxLength: 3 }),
  noMatch: fc.constantFrom('deny', 'allow', 'warn'),
  image: fc.constant(`ghcr.io/acme/app@${digest}`),
  workload: fc.record({
    group: fc.constantFrom('', 'apps'),
    version: fc.constantFrom('v1', 'v1beta1'),
    resource: fc.constantFrom('pods', 'deployments'),
    labels: fc.constantFrom({}, { tier: 'front' }, { tier: 'back', team: 'a' }, { team: 'b' }),
  }),
  beside: fc.array(something, { maxLength: 4 }),
  elsewhere: fc.array(something, { maxLength: 2 }),
  keys: fc.constant(keys),
  fetched: fc.constant(fetched),
});

/** The document as it is read: fields that were not drawn are not there. */
function asWritten(drawn: unknown): ClusterImagePolicySpec {
  return clusterImagePolicySpec.parse(JSON.parse(JSON.stringify(drawn)));
}

function decided({ policies, noMatch, image, workload, beside, elsewhere }: World): boolean {
  const compiled = policies.map((spec, index) => compile(`policy-${index}`, spec, material));
  const seen = [evidence(beside), evidence(elsewhere, { repository: 'ghcr.io/acme/signatures' })];
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
      const compiled = each.policies.map((spec) => compile('policy', spec, material));
      const seen = [evidence([], {}, trouble)];
      const set = { policies: compiled, noMatch: 'deny' } as const;
      const { outcome } = evaluate(set, { reference: each.image }, seen, grounds, now);
      const bare: World = { ...each, noMatch: 'deny', beside: [], elsewhere: [] };
      const unlimited = each.policies.map((spec) => ({ ...spec, match: [] }));
      if (outcome !== 'deny') expect(mayRun({ ...bare, policies: unlimited })).toBe(true);
    }),
  );
});
