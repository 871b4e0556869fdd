// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import {
  ada,
  digest,
  evidence,
  grounds,
  keyless,
  newKey,
  now,
  policyOf,
  type Signed,
} from '../../test/fixtures/policy/pretended.ts';
import { evaluate } from './evaluate.ts';

const decide = (authority: unknown, signature: Partial<Signed>) =>
  evaluate(
    { policies: [policyOf({ authorities: [authority] })], noMatch: 'deny' },
    { reference: `ghcr.io/acme/app@${digest}` },
    [evidence([signature])],
    grounds,
    now,
  );

const { pem, id } = newKey();
const unlogged: Partial<Signed> = { logged: false, signer: { key: id } };
test.each([
  ['a key wants no log', { key: { data: pem } }, { ...unlogged, stamped: false }, 'pass'],
  [
    'a key with ctlog wants it',
    { key: { data: pem }, ctlog: { url: 'https://r' } },
    unlogged,
    'deny',
  ],
  ['an empty ctlog wants no log', { ...keyless(ada), ctlog: {} }, { logged: false }, 'pass'],
  [
    'ctlog by a TrustRoot',
    { ...keyless(ada), ctlog: { trustRootRef: 'private' } },
    { logged: false },
    'deny',
  ],
  [
    'a timestamp that is wanted',
    { ...keyless(ada), rfc3161timestamp: {} },
    { stamped: false },
    'deny',
  ],
  [
    'a timestamp instead of a log',
    { ...keyless(ada), rfc3161timestamp: {} },
    { logged: false },
    'pass',
  ],
  [
    'a timestamp and a log, both named',
    { ...keyless(ada), rfc3161timestamp: {}, ctlog: { url: 'https://r' } },
    { logged: false },
    'deny',
  ],
  [
    'a TrustRoot without logs wants none',
    { keyless: { identities: [ada], trustRootRef: 'private' } },
    { logged: false },
    'pass',
  ],
])('logs and timestamps: %s', (_how, authority, signature, expected) => {
  expect(decide(authority, signature).outcome).toBe(expected);
});

test('a TrustRoot that is missing or torn, and a CA that it does not have, break the policy', () => {
  for (const [fields, why] of [
    [{ trustRootRef: 'nowhere' }, 'TrustRoot "nowhere" is missing'],
    [{ trustRootRef: 'torn' }, 'TrustRoot "torn": its keys cannot be read'],
    [{ url: 'https://ca.example.com' }, 'names no certificate authority of the default trust root'],
  ] as const) {
    const verdict = decide({ keyless: { identities: [ada], ...fields } }, {});
    expect(verdict).toMatchObject({ outcome: 'deny', reason: 'policy-broken' });
    expect(verdict.policies[0]?.broken.join()).toContain(why);
  }
});

test('keyless.url may name a CA of the TrustRoot, with or without a slash', () => {
  const url = 'https://ca.example.com';
  const named = { keyless: { identities: [ada], trustRootRef: 'private', url } };
  expect(decide(named, {}).outcome).toBe('pass');
});
