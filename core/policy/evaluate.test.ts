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
  type Signed,
  trusts,
} from '../../test/fixtures/policy/pretended.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { CompiledPolicy, NoMatch } from './compiled.ts';
import { evaluate } from './evaluate.ts';
import { groundsOf } from './grounds.ts';

const reference = `ghcr.io/acme/app@${digest}`;
const decide = (
  policies: CompiledPolicy | CompiledPolicy[],
  seen: Evidence[],
  noMatch: NoMatch = 'deny',
) => evaluate({ policies: [policies].flat(), noMatch }, { reference }, seen, grounds, now);
const outcome = (...given: Parameters<typeof decide>) => {
  const { outcome: what, reason } = decide(...given);
  return reason === undefined ? what : `${what}: ${reason}`;
};
const authorities = (...list: unknown[]) => policyOf({ authorities: list });
const adas = authorities(keyless(ada));
const on = (list: Partial<Signed>[]) => [evidence(list)];

test('a signature by whom the policy names passes', () => {
  expect(outcome(adas, on([{}]))).toBe('pass');
  expect(outcome(adas, on([{ format: 'legacy' }]))).toBe('pass');
});

const refused = { reason: 'refused', place: 'ghcr.io/acme/app', message: 'says 403' } as const;
test.each([
  ['not signed', adas, on([]), 'not-signed'],
  ['attested only, which is no signature', adas, on([{ use: 'attestation' }]), 'not-signed'],
  ['signed by somebody else', adas, on([{ signer: bob }]), 'signed-by-somebody-else'],
  ['signed with a key', adas, on([{ signer: { key: 'a' } }]), 'signed-by-somebody-else'],
  ['signed, and the signature is broken', adas, on([{ sound: false }]), 'does-not-verify'],
  ['signed for another image', adas, on([{ about: 'sha256:0' }]), 'does-not-verify'],
  ['signed without an entry in the log', adas, on([{ logged: false }]), 'does-not-verify'],
  ['refused by the registry', adas, [evidence([], {}, [refused])], 'could-not-tell'],
  [
    'refused in part, and signed by somebody else',
    adas,
    [evidence([{ signer: bob }], {}, [refused])],
    'could-not-tell',
  ],
  ['not looked at', adas, [], 'could-not-tell'],
  ['looked at elsewhere', adas, [evidence([{}], { repository: 'ghcr.io/b' })], 'could-not-tell'],
  ['another image’s evidence', adas, [{ ...evidence([{}]), digest: 'sha256:0' }], 'could-not-tell'],
  [
    'a policy that is broken',
    authorities({ key: { kms: 'hashivault://k' } }),
    on([{}]),
    'policy-broken',
  ],
  ['forbidden', authorities({ static: { action: 'fail' } }), on([{}]), 'forbidden'],
])('the ways not to pass are kept apart: %s', (_how, policy, seen, reason) => {
  expect(outcome(policy, seen)).toBe(`deny: ${reason}`);
});

test('what was read all the same counts, whatever else was not', () => {
  expect(outcome(adas, [evidence([{}], {}, [refused])])).toBe('pass');
});

test('what one set of credentials did not see, another may have seen whole', () => {
  const [blind, whole] = [evidence([], {}, [refused]), evidence([{}])];
  expect(outcome(adas, [blind, whole])).toBe('pass');
  expect(outcome(adas, [blind, evidence([])])).toBe('deny: not-signed');
  expect(outcome(adas, [blind, blind])).toBe('deny: could-not-tell');
});

test('one authority suffices; all policies must be met', () => {
  const bobs = authorities(keyless(bob));
  expect(outcome(authorities(keyless(bob), keyless(ada)), on([{}]))).toBe('pass');
  expect(outcome([adas, bobs], on([{}]))).toBe('deny: signed-by-somebody-else');
  expect(outcome([adas, bobs], on([{}, { signer: bob }]))).toBe('pass');
});

test('issuer and subject must be of one identity', () => {
  const mixed = authorities(
    keyless({ subject: ada.subject, issuer: 'https://b' }, { subject: 'b', issuer: ada.issuer }),
  );
  expect(outcome(mixed, on([{}]))).toBe('deny: signed-by-somebody-else');
});

test('without identities anybody may sign', () => {
  expect(outcome(authorities({ keyless: {} }), on([{ signer: bob }]))).toBe('pass');
  expect(outcome(authorities({ keyless: {} }), on([{ signer: { key: 'a' } }]))).not.toBe('pass');
});

test('a warn policy only warns; an enforced one beside it still denies', () => {
  const warns = policyOf({ mode: 'warn', authorities: [keyless(bob)] });
  expect(outcome(warns, on([]))).toBe('warn: not-signed');
  expect(outcome([warns, authorities(keyless(bob))], on([]))).toBe('deny: not-signed');
});

test('an image that no policy covers is denied unless the setting says otherwise', () => {
  const other = policyOf({ images: [{ glob: 'ghcr.io/*' }], authorities: [keyless(ada)] });
  expect(outcome(other, on([{}]))).toBe('deny: not-covered');
  expect(outcome(other, on([{}]), 'warn')).toBe('warn: not-covered');
  expect(outcome(other, on([{}]), 'allow')).toBe('pass: not-covered');
  expect(decide(other, on([{}])).near).toEqual({
    policy: 'sample',
    glob: 'ghcr.io/*',
    instead: 'ghcr.io/**',
  });
});

test('with several keys any of them may have signed', () => {
  const [one, two] = [newKey(), newKey()];
  const both = authorities({ key: { data: `${one.pem}\n${two.pem}` } });
  expect(outcome(both, on([{ signer: { key: two.id } }]))).toBe('pass');
  expect(outcome(both, on([{ signer: { key: newKey().id } }]))).toBe(
    'deny: signed-by-somebody-else',
  );
});

const provenance = { name: 'built', predicateType: 'slsaprovenance1' };
test('a wanted attestation must be there, of its type, by the signer; the signature is not asked for', () => {
  const attested = authorities({ ...keyless(ada), attestations: [provenance] });
  const vuln = 'https://cosign.sigstore.dev/attestation/vuln/v1';
  expect(outcome(attested, on([{ use: 'attestation' }]))).toBe('pass');
  expect(outcome(attested, on([{}]))).toBe('deny: not-signed');
  expect(outcome(attested, on([{ use: 'attestation', predicateType: vuln }]))).toBe(
    'deny: not-signed',
  );
  expect(outcome(attested, on([{ use: 'attestation', signer: bob }]))).toBe(
    'deny: signed-by-somebody-else',
  );
});

test('all wanted attestations must be there, and every key must have attested', () => {
  const two = [provenance, { name: 'scanned', predicateType: 'vuln' }];
  const scan = { predicateType: 'https://cosign.sigstore.dev/attestation/vuln/v1' };
  const both = authorities({ ...keyless(ada), attestations: two });
  const build: Partial<Signed> = { use: 'attestation' };
  expect(outcome(both, on([build]))).toBe('deny: not-signed');
  expect(outcome(both, on([build, { ...build, ...scan }]))).toBe('pass');
  const [k, l] = [newKey(), newKey()];
  const keys = authorities({ key: { data: k.pem + l.pem }, attestations: [provenance] });
  const byK: Partial<Signed> = { ...build, signer: { key: k.id } };
  expect(outcome(keys, on([byK]))).toBe('deny: signed-by-somebody-else');
  expect(outcome(keys, on([byK, { ...byK, signer: { key: l.id } }]))).toBe('pass');
});

test('evidence is taken from the source that the policy names, and from there only', () => {
  const source = [{ oci: 'ghcr.io/acme/signatures', tagPrefix: 'demo' }];
  const elsewhere = authorities({ ...keyless(ada), source });
  const place = { repository: 'ghcr.io/acme/signatures', tagPrefix: 'demo' };
  expect(outcome(elsewhere, [evidence([{}], place)])).toBe('pass');
  expect(outcome(elsewhere, [evidence([{}])])).toBe('deny: could-not-tell');
  expect(outcome(adas, [evidence([{}], place)])).toBe('deny: could-not-tell');
});

test('a bare registry as source means the image’s own path there', () => {
  const mirrored = authorities({ ...keyless(ada), source: [{ oci: 'registry.example' }] });
  const place = { repository: 'registry.example/acme/app' };
  expect(outcome(mirrored, [evidence([{}], place)])).toBe('pass');
});

test('a signature format that is asked for is the only one that counts', () => {
  const bundles = authorities({ ...keyless(ada), signatureFormat: 'bundle' });
  const legacy = authorities({ ...keyless(ada), signatureFormat: 'legacy' });
  expect(outcome(bundles, on([{}]))).toBe('pass');
  expect(outcome(bundles, on([{ format: 'legacy' }]))).toBe('deny: does-not-verify');
  expect(outcome(legacy, on([{}]))).toBe('deny: does-not-verify');
});

test('one broken authority breaks the policy, though another would pass', () => {
  const both = authorities(keyless(ada), { keyless: { trustRootRef: 'nowhere' } });
  expect(outcome(both, on([{}]))).toBe('deny: policy-broken');
});

test('a throw in verification is a signature that does not count, and denies', () => {
  const throwing = groundsOf(trusts, () => {
    throw new TypeError('out of order');
  });
  const set = { policies: [adas], noMatch: 'deny' } as const;
  const verdict = evaluate(set, { reference }, on([{}]), throwing, now);
  expect(verdict).toMatchObject({ outcome: 'deny', reason: 'does-not-verify' });
  expect(JSON.stringify(verdict)).toContain('out of order');
});

test('a throw anywhere else denies, in a warn policy too', () => {
  const torn = {
    text: '',
    covers: () => {
      throw new Error('torn');
    },
  };
  const policy: CompiledPolicy = { ...policyOf({ mode: 'warn' }), broken: [], globs: [torn] };
  expect(outcome(policy, on([{}]))).toBe('deny: defect');
});

test('a tag is not judged, nor what is no reference', () => {
  const set = { policies: [adas], noMatch: 'allow' } as const;
  const of = (text: string) => evaluate(set, { reference: text }, on([{}]), grounds, now);
  expect(of('ghcr.io/acme/app:v1')).toMatchObject({ outcome: 'deny', reason: 'no-digest' });
  expect(of('in@valid')).toMatchObject({ outcome: 'deny', reason: 'no-reference' });
  expect(of(`ghcr.io/acme/app:v1@${digest}`).outcome).toBe('pass');
});

test('the verdict is JSON, and the same for the same', () => {
  const verdict = decide(adas, on([{ signer: bob }, { sound: false }]));
  expect(JSON.parse(JSON.stringify(verdict))).toEqual(verdict);
  expect(decide(adas, on([{ signer: bob }, { sound: false }]))).toEqual(verdict);
  expect(verdict.at).toBe('2026-01-02T03:04:05.000Z');
});

test('nothing is verified twice, however many policies ask', () => {
  let count = 0;
  const counting = groundsOf(trusts, (thing, about, demand) => {
    count += 1;
    return grounds.verify(thing, about, demand);
  });
  const seen = on([{}, { signer: bob }]);
  const set = { policies: [adas, authorities(keyless(bob)), adas], noMatch: 'deny' } as const;
  evaluate(set, { reference }, seen, counting, now);
  evaluate(set, { reference }, seen, counting, now);
  expect(count).toBe(2);
});
