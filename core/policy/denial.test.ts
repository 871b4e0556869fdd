// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import {
  ada,
  bob,
  digest,
  evidence,
  grounds,
  keyless,
  newKey,
  now,
  policyOf,
} from '../../test/fixtures/policy/pretended.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { CompiledPolicy } from './compiled.ts';
import { denialOf, warningOf } from './denial.ts';
import { evaluate } from './evaluate.ts';
import { explain } from './explain.ts';
import { unresolved } from './unresolved.ts';

const place = 'spec.containers[0].image';
const reference = `ghcr.io/acme/app@${digest}`;
const judged = (policies: CompiledPolicy[], seen: Evidence[], image = reference) =>
  evaluate({ policies, noMatch: 'deny' }, { reference: image }, seen, grounds, now);
const denied = (policies: CompiledPolicy[], seen: Evidence[], image = reference) =>
  denialOf([{ place, verdict: judged(policies, seen, image) }]);
const policy = (authority: unknown, name = 'sample-policy') =>
  policyOf({ authorities: [authority] }, name);

test('an unsigned image is denied in the walkthrough’s words, then with reason and cure', () => {
  const ubuntu = `index.docker.io/library/ubuntu@${digest}`;
  const seen = evidence([], { repository: 'index.docker.io/library/ubuntu' });
  expect(denied([policy({ keyless: {} })], [seen], `ubuntu@${digest}`)).toBe(
    `validation failed: no matching signatures:
: spec.containers[0].image
${ubuntu}
policy sample-policy: nobody has signed it (looked in index.docker.io/library/ubuntu)
  sign it: cosign sign ${ubuntu}`,
  );
});

test('signed by somebody else: who, who should have, and what to add', () => {
  expect(denied([policy(keyless(ada))], [evidence([{ signer: bob }])])).toContain(
    `policy sample-policy: signed by bob@example.com (issuer ${ada.issuer}), policy wants ada@example.com (issuer ${ada.issuer})
  if they may sign, add \`subject: bob@example.com\` to the policy's identities; or sign it as one of those`,
  );
});

test('a key that the policy does not name is told by its fingerprint', () => {
  const [mine, other] = [newKey(), newKey()];
  const text = denied(
    [policy({ key: { data: mine.pem } })],
    [evidence([{ signer: { key: other.id } }])],
  );
  expect(text).toContain(
    `signed with key sha256:${other.id.slice(0, 12)}, policy wants key sha256:${mine.id.slice(0, 12)}`,
  );
});

test('the nearest miss comes first: the right signer whose signature is broken before a stranger', () => {
  const seen = evidence([
    { signer: { key: 'a' } },
    { signer: { ...bob, issuer: 'https://elsewhere' } },
    { signer: bob },
    { sound: false },
  ]);
  const [verdict] = judged([policy(keyless(ada))], [seen]).policies;
  expect(verdict?.authorities[0]?.signatures.map(({ why }) => why)).toEqual([
    'signature-invalid',
    'other-identity',
    'other-identity',
    'other-kind-of-signer',
  ]);
  expect(verdict?.authorities[0]?.signatures[1]?.signer).toMatchObject({ issuer: ada.issuer });
  expect(denied([policy(keyless(ada))], [seen])).toContain(
    `policy sample-policy: a signature said to be by ada@example.com (issuer ${ada.issuer}) does not verify: says signature-invalid`,
  );
});

test('other denials name the policy and speak upstream’s words first', () => {
  const refused = { reason: 'refused', place: 'ghcr.io/acme/app', message: '403' } as const;
  expect(denied([policy(keyless(ada))], [evidence([], {}, [refused])])).toBe(
    `validation failed: failed policy: sample-policy: spec.containers[0].image
${reference} signature keyless validation failed for authority authority-0 for ${reference}: ghcr.io/acme/app: 403
policy sample-policy: could not tell: ghcr.io/acme/app: 403
  give credentials for ghcr.io: docker login ghcr.io, an imagePullSecret, or signaturePullSecrets in the policy`,
  );
  expect(denied([policy({ static: { action: 'fail', message: 'not here' } })], [])).toContain(
    `failed policy: sample-policy: ${place}\n${reference} disallowed by static policy: not here\n`,
  );
  expect(denied([policy({ key: { secretRef: { name: 'signer' } } })], [])).toContain(
    'the policy is broken and so denies what it covers: there are no public keys for authority authority-0: Secret "signer" is missing in cosign-system',
  );
  const attested = { ...keyless(ada), attestations: [{ name: 'a', predicateType: 'vuln' }] };
  expect(denied([policy(attested)], [evidence([])])).toContain(
    `attestation keyless validation failed for authority authority-0 for ${reference}: no matching attestations with type vuln`,
  );
});

test('what no policy covers is said as upstream says it, with the glob that all but covers it', () => {
  const near = policyOf({ images: [{ glob: 'ghcr.io/*' }], authorities: [keyless(ada)] });
  expect(denied([near], [])).toBe(
    `validation failed: no matching policies: ${place}\n${reference}\npolicy sample has glob "ghcr.io/*"; "ghcr.io/**" would cover it`,
  );
});

test('the same image in two places is said once, several images each', () => {
  const verdict = judged([policy(keyless(ada))], [evidence([])]);
  const tag = judged([], [], 'ghcr.io/acme/app:v1');
  const text = denialOf([
    { place: 'spec.containers[1].image', verdict },
    { place, verdict },
    { place: 'spec.initContainers[0].image', verdict: tag },
  ]);
  expect(text).toContain(': spec.containers[0].image, spec.containers[1].image\n');
  expect(text).toContain(
    'invalid value: ghcr.io/acme/app:v1 must be an image digest: spec.initContainers[0].image',
  );
});

test('a warn policy’s failure is a warning and no denial, beside another’s denial too', () => {
  const warns = policyOf({ mode: 'warn', authorities: [keyless(ada)] }, 'gentle');
  const verdict = judged([warns, policy(keyless(ada))], [evidence([])]);
  expect(warningOf([{ place, verdict }])).toContain('policy gentle: nobody has signed it');
  expect(denialOf([{ place, verdict }])).not.toContain('gentle');
  const gentle = judged([warns], [evidence([])]);
  expect(denialOf([{ place, verdict: gentle }])).toBe('');
  const passed = judged([policy(keyless(ada))], [evidence([{}])]);
  expect(warningOf([{ place, verdict: passed }]) + denialOf([{ place, verdict: passed }])).toBe('');
});

test('an image that is no reference is denied in upstream’s words, then with why and what to write', () => {
  const verdict = unresolved('in@valid', undefined, new Date(0));
  const cure =
    'a digest must be sha256: and 64 digits of lower-case hex; write REGISTRY/NAME:TAG or REGISTRY/NAME@sha256:…, as in ghcr.io/acme/app:v1';
  expect(denialOf([{ place, verdict }])).toBe(
    `validation failed: could not parse reference: in@valid: ${place}\n${cure}`,
  );
  expect(explain(verdict)).toEqual([
    'in@valid is denied: could not parse reference: in@valid',
    `  ${cure}`,
  ]);
});

test('people are told the whole: policy, authority, signature, check', () => {
  const lines = explain(judged([policy(keyless(ada))], [evidence([{ signer: bob }])]));
  expect(lines.map((line) => line.replaceAll(/sha256:[0-9a-f]+/g, 'sha256:…'))).toEqual([
    'ghcr.io/acme/app@sha256:… is denied',
    `  policy sample-policy: signed by bob@example.com (issuer ${ada.issuer}), policy wants ada@example.com (issuer ${ada.issuer})`,
    "    if they may sign, add `subject: bob@example.com` to the policy's identities; or sign it as one of those",
    `    authority authority-0 fails; it wants a certificate of ada@example.com (issuer ${ada.issuer})`,
    `      signature sha256:… (bundle) signed by bob@example.com (issuer ${ada.issuer}) does not count`,
    '        signature passed: is sound',
    `        identity failed: expected ada@example.com (issuer ${ada.issuer}); got bob@example.com (issuer ${ada.issuer})`,
  ]);
  expect(explain(judged([policy(keyless(ada))], [evidence([{}])]))[1]).toBe(
    '  policy sample-policy: passes',
  );
});

test('what strangers wrote into a certificate moves no cursor and breaks no line', () => {
  const subject = 'ada@example.com\n\u001b[2Jpolicy sample-policy: passes\u202e';
  const verdict = judged([policy(keyless(ada))], [evidence([{ signer: { ...bob, subject } }])]);
  const text = [denialOf([{ place, verdict }]), ...explain(verdict)].join('\n');
  expect(text).toContain('ada@example.com\ufffd\ufffd[2Jpolicy');
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(text).not.toMatch(/^policy sample-policy: passes/m);
});
