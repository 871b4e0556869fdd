// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import {
  ada,
  bob,
  digest,
  evidence,
  grounds,
  keyless,
  now,
  policyOf,
  type Signed,
  trusts,
} from '../../test/fixtures/policy/pretended.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { CompiledPolicy, PolicySet } from './compiled.ts';
import { denialOf } from './denial.ts';
import { evaluate } from './evaluate.ts';
import { groundsOf } from './grounds.ts';
import { lint } from './lint.ts';
import { unresolved } from './unresolved.ts';

/**
 * Known defects of sigstore/policy-controller, by their rows in `policy-controller.md` §7; each ends in a
 * denial here. Rows 12 and 13 are of the agent: `agent/manifests/webhooks.test.ts` and
 * `agent/admission/pull-secrets.test.ts`.
 */
const decide = (
  policies: CompiledPolicy[],
  list: Partial<Signed>[] = [{}],
  noMatch: PolicySet['noMatch'] = 'deny',
  reference = `ghcr.io/acme/app@${digest}`,
) => evaluate({ policies, noMatch }, { reference }, [evidence(list)], grounds, now);
const outcome = (...given: Parameters<typeof decide>) => decide(...given).outcome;
const policy = (...authorities: unknown[]) => policyOf({ authorities });
const broken = policy({ key: { secretRef: { name: 'gone' } } });
const pass = policy({ static: { action: 'pass' } });
const place = 'spec.containers[0].image';

test('1: an attestation whose signature was not verified counts for nothing', () => {
  const attestations = [{ name: 'a', predicateType: 'slsaprovenance1' }];
  const attested = policy({ ...keyless(ada), attestations });
  expect(outcome([attested], [{ use: 'attestation', sound: false }])).toBe('deny');
  expect(outcome([attested], [{ use: 'attestation' }])).toBe('pass');
});

test('2: an error of whatever kind is no pass', () => {
  for (const thrown of [new Error('x'), new RangeError('deep'), 'a text', undefined, null]) {
    const throwing = groundsOf(trusts, () => {
      throw thrown;
    });
    const set = { policies: [policy(keyless(ada))], noMatch: 'allow' } as const;
    const reference = `ghcr.io/acme/app@${digest}`;
    expect(evaluate(set, { reference }, [evidence([{}])], throwing, now).outcome).toBe('deny');
    const torn = {
      ...grounds,
      demand: () => {
        throw thrown;
      },
    };
    expect(evaluate(set, { reference }, [evidence([{}])], torn, now).outcome).toBe('deny');
  }
});

test('2: evidence that is out of shape is no pass, and no throw', () => {
  const odd: Evidence = JSON.parse('{"digest":null,"source":null,"found":null,"trouble":null}');
  const set = { policies: [policy(keyless(ada))], noMatch: 'allow' } as const;
  const verdict = evaluate(set, { reference: `a/b@${digest}` }, [odd], grounds, now);
  expect(verdict.outcome).toBe('deny');
});

test('2: a policy without authorities denies', () => {
  expect(outcome([policyOf({ authorities: [] })])).toBe('deny');
});

test('3: a denial blames the policy that denies, in whatever order a warning stands beside it', () => {
  const warns = policyOf({ mode: 'warn', authorities: [keyless(bob)] }, 'gentle');
  const strict = policyOf({ authorities: [keyless(bob)] }, 'strict');
  for (const policies of [
    [warns, strict],
    [strict, warns],
  ]) {
    const text = denialOf([{ place, verdict: decide(policies) }]);
    expect(text).toContain('policy strict:');
    expect(text).not.toContain('gentle');
  }
});

test('4: a policy whose key is gone does not vanish, whatever else would let the image pass', () => {
  expect(outcome([broken], [{}], 'allow')).toBe('deny');
  expect(outcome([broken, pass], [{}], 'allow')).toBe('deny');
  expect(outcome([policyOf({ authorities: [{ key: { kms: 'gcpkms://a' } }] }), pass])).toBe('deny');
});

test('5: a registry in capitals does not escape its glob', () => {
  const forbids = policyOf({
    images: [{ glob: 'ghcr.io/**' }],
    authorities: [{ static: { action: 'fail' } }],
  });
  expect(outcome([forbids], [], 'allow', `GHCR.IO/acme/app@${digest}`)).toBe('deny');
  expect(outcome([forbids], [], 'allow', `GHcr.io/acme/app@${digest}`)).toBe('deny');
});

test('6: an attestation’s remote policy, without one of the whole, denies and does not crash', () => {
  const remote = { url: 'https://example.com', sha256sum: '0' };
  const attestations = [{ name: 'a', predicateType: 'vuln', policy: { type: 'cue', remote } }];
  const verdict = decide([policy({ ...keyless(ada), attestations })]);
  expect(verdict).toMatchObject({ outcome: 'deny', reason: 'policy-broken' });
});

test('7: an exact glob covers the image by its digest', () => {
  const forbids = policyOf({
    images: [{ glob: 'ghcr.io/acme/app' }],
    authorities: [{ static: { action: 'fail' } }],
  });
  expect(outcome([forbids], [], 'allow')).toBe('deny');
});

test('7: a match that leaves out the version lets nothing pass, and is warned of', () => {
  const spec = {
    images: [{ glob: '**' }],
    match: [{ group: 'apps', resource: 'deployments' }],
    authorities: [{ static: { action: 'pass' } }],
  };
  const workload = { group: 'apps', version: 'v1', resource: 'deployments', labels: {} };
  const set = { policies: [policyOf(spec)], noMatch: 'deny' } as const;
  const image = { reference: `ghcr.io/acme/app@${digest}`, workload };
  expect(evaluate(set, image, [evidence([])], grounds, now)).toMatchObject({ outcome: 'deny' });
  expect(lint(spec).map(({ place }) => place)).toContain('spec.match[0]');
});

test('8: keyless.url that names no CA, and a ca-cert, deny; a format misspelt lets no bundle pass', () => {
  const identities = [ada];
  expect(outcome([policy({ keyless: { identities, url: 'https://fulcio.example' } })])).toBe(
    'deny',
  );
  expect(outcome([policy({ keyless: { identities, 'ca-cert': { kms: 'gcpkms://a' } } })])).toBe(
    'deny',
  );
  expect(outcome([policy({ ...keyless(ada), signatureFormat: 'bundel' })])).toBe('deny');
});

test('8: two authorities of one name are two results', () => {
  const twice = policy({ name: 'a', ...keyless(bob) }, { name: 'a', static: { action: 'fail' } });
  expect(decide([twice]).policies[0]?.authorities.map(({ outcome: each }) => each)).toEqual([
    'fail',
    'fail',
  ]);
});

test('9: half an expression matches nobody', () => {
  const subjectRegExp = 'https://github\\.com/acme/';
  const acme = policy({ keyless: { identities: [{ issuer: ada.issuer, subjectRegExp }] } });
  const subject = 'https://evil.example/?x=https://github.com/acme/';
  expect(outcome([acme], [{ signer: { ...ada, subject } }])).toBe('deny');
});

test('10: a tag whose digest the registry kept back says why', () => {
  const trouble = { reason: 'rate-limited', place: 'docker.io', message: 'says 429' } as const;
  const verdict = unresolved('ubuntu', trouble, now);
  expect(verdict).toMatchObject({ outcome: 'deny', reason: 'could-not-tell' });
  expect(denialOf([{ place, verdict }])).toBe(
    `validation failed: invalid value: ubuntu must be an image digest: ${place}
could not tell its digest: docker.io: says 429
  wait, or give credentials for index.docker.io`,
  );
  expect(unresolved('ubuntu', undefined, now)).toMatchObject({ reason: 'no-digest' });
  expect(unresolved('in@valid', trouble, now)).toMatchObject({ reason: 'no-reference' });
});

test('11: an attestation of another type is not the one that is wanted', () => {
  const attestations = [{ name: 'a', predicateType: 'vuln' }];
  const wants = policy({ ...keyless(ada), attestations });
  expect(outcome([wants], [{ use: 'attestation' }])).toBe('deny');
  expect(outcome([wants], [{ use: 'attestation', predicateType: '' }])).toBe('deny');
  expect(outcome([wants], [{ use: 'attestation', predicateType: 'vuln' }])).toBe('deny');
});
