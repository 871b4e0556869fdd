// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import type { KeylessSigner } from '../evidence/signer.ts';
import { compileIdentity, isOneOf } from './identity.ts';

const issuer = 'https://accounts.example.com';
const signer = (over: Partial<KeylessSigner> = {}): KeylessSigner => ({
  kind: 'keyless',
  issuer,
  subjects: [{ type: 'email', value: 'ada@example.com' }],
  claims: {},
  certificate: '',
  ...over,
});
const fits = (identity: object, who = signer()) => isOneOf([compileIdentity(identity)], who);

test('a plain text is compared as it stands: no pattern, no part, no other case', () => {
  expect(fits({ issuer, subject: 'ada@example.com' })).toBe(true);
  for (const subject of [
    'ada@example.co',
    'ada@example.com ',
    'Ada@example.com',
    '.*',
    'da@example.com',
  ])
    expect(fits({ issuer, subject })).toBe(false);
});

test('an expression must match the whole', () => {
  expect(fits({ issuer, subjectRegExp: '.*@example\\.com' })).toBe(true);
  expect(fits({ issuer, subjectRegExp: 'example' })).toBe(false);
  expect(fits({ issuerRegExp: 'https://accounts', subject: 'ada@example.com' })).toBe(false);
});

test('any of a certificate’s names may fit; none at all, or an empty one, fits nothing', () => {
  const both = signer({
    subjects: [
      { type: 'dns', value: 'b' },
      { type: 'uri', value: 'a' },
    ],
  });
  expect(fits({ issuer, subject: 'a' }, both)).toBe(true);
  expect(fits({ issuer, subjectRegExp: '.*' }, signer({ subjects: [] }))).toBe(false);
  expect(
    fits({ issuer, subjectRegExp: '.*' }, signer({ subjects: [{ type: 'uri', value: '' }] })),
  ).toBe(false);
});

test('a certificate that names no issuer fits no issuer, whatever the expression', () => {
  expect(fits({ issuerRegExp: '.*', subject: 'ada@example.com' }, signer({ issuer: '' }))).toBe(
    false,
  );
});

test('an identity that names nobody, or twice, is refused: it would fit everybody', () => {
  expect(() => compileIdentity({})).toThrow('names nobody');
  expect(() => compileIdentity({ issuer: '', subjectRegExp: '' })).toThrow('names nobody');
  expect(() => compileIdentity({ issuer: 'a', issuerRegExp: 'b' })).toThrow('named twice');
});
