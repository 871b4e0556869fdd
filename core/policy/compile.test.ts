// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ada, keyless, newKey, policyOf } from '../../test/fixtures/policy/pretended.ts';
import { compile } from './compile.ts';
import type { KeyMaterial } from './compile-authority.ts';

const { pem, id } = newKey();
const kms = 'gcpkms://projects/p/locations/l/keyRings/r/cryptoKeys/k';
const material: KeyMaterial = {
  secrets: new Map([
    ['signer', { pem }],
    ['torn', { fault: 'it holds two entries' }],
  ]),
  kms: new Map([[kms, { pem }]]),
};
const withKey = (key: unknown, given = material) =>
  policyOf({ authorities: [{ key }] }, 'a', given);
const keysIn = (key: unknown) =>
  withKey(key).authorities.flatMap(({ way }) =>
    way.kind === 'signed' && way.by.kind === 'key' ? way.by.keys : [],
  );

test('a key is taken from the policy, a Secret or a KMS, with its hash', () => {
  expect(keysIn({ data: pem }).map((each) => each.id)).toEqual([id]);
  expect(keysIn({ secretRef: { name: 'signer' } }).map((each) => each.id)).toEqual([id]);
  expect(keysIn({ kms, hashAlgorithm: ' SHA512 ' })).toMatchObject([{ id, hash: 'sha512' }]);
});

test.each([
  [
    'a Secret that is missing',
    { secretRef: { name: 'b' } },
    'Secret "b" is missing in cosign-system',
  ],
  ['a Secret that is no key', { secretRef: { name: 'torn' } }, 'it holds two entries'],
  ['a KMS key that was not fetched', { kms: `${kms}2` }, `${kms}2 was not fetched`],
  ['azurekms', { kms: 'azurekms://a/b' }, 'keys of azurekms are not supported'],
  ['hashivault', { kms: 'hashivault://a' }, 'keys of hashivault are not supported'],
  ['no key at all', {}, 'expected exactly one, got neither'],
  ['a key that is none', { data: 'x' }, 'invalid value: x'],
])('a policy with %s is there, covers what it covers, and is broken', (_how, key, why) => {
  const compiled = withKey(key);
  expect(compiled.globs).toMatchObject([{ text: '**' }]);
  expect(compiled.broken.join('\n')).toContain(why);
  expect(compiled.authorities).toEqual([]);
});

test.each([
  ['no authorities', { authorities: [] }, 'missing field(s): spec.authorities'],
  [
    'a Rego policy that is none',
    { policy: { type: 'rego', data: 'package sigstore\n\n a' } },
    'spec.policy: expected a value or a body of rule a, found the end (line 3, column 3 of it), so this one denies',
  ],
  [
    'a CUE policy of an attestation that contradicts itself',
    {
      authorities: [
        {
          ...keyless(ada),
          attestations: [
            { name: 'a', predicateType: 'https://a', policy: { type: 'cue', data: 'a: 1 & 2' } },
          ],
        },
      ],
    },
    'attestation a of authority authority-0: a: conflicting values 1 and 2 (line 1, column 1 of it), so this one denies',
  ],
  ['a ca-cert', { authorities: [{ keyless: { 'ca-cert': { data: pem } } }] }, 'ca-cert is not'],
  [
    'an operator that there is not',
    {
      match: [{ resource: 'pods', selector: { matchExpressions: [{ key: 'a', operator: 'Is' }] } }],
    },
    'a selector knows no operator Is',
  ],
])('a policy with %s is broken', (_how, over, why) => {
  const compiled = policyOf({ authorities: [keyless(ada)], ...over });
  expect(compiled.broken.join('\n')).toContain(why);
});

test('where it cannot be told what a broken policy covers, it covers everything', () => {
  const odd = policyOf({
    images: [{ glob: '[' }, { glob: 'ghcr.io/**' }],
    authorities: [keyless(ada)],
  });
  expect(odd.globs).toBe('everything');
  expect(policyOf({ images: [], authorities: [keyless(ada)] }).globs).toBe('everything');
  const limited = { authorities: [keyless(ada)], match: [{ resource: 'podz', version: 'v1' }] };
  expect(policyOf(limited).match).toEqual([]);
});

test('a broken policy stays limited to the objects that it names', () => {
  const match = [{ resource: 'pods', version: 'v1' }];
  expect(policyOf({ authorities: [], match }).match).toHaveLength(1);
});

test('a mode that is none enforces', () => {
  expect(policyOf({ mode: 'wran', authorities: [keyless(ada)] })).toMatchObject({
    mode: 'enforce',
  });
});

test('whatever the document, a policy comes of it, and a document at fault is broken', () => {
  const text = fc.oneof(fc.string(), fc.constantFrom('', '**', 'ghcr.io/**', 'pass', 'pods', 'v1'));
  const spec = fc.record(
    {
      images: fc.array(fc.record({ glob: text })),
      mode: text,
      authorities: fc.array(
        fc.record(
          {
            name: text,
            key: fc.record({ data: text, kms: text }, { requiredKeys: [] }),
            keyless: fc.record({ url: text, trustRootRef: text }, { requiredKeys: [] }),
            static: fc.record({ action: text }, { requiredKeys: [] }),
          },
          { requiredKeys: [] },
        ),
      ),
      match: fc.array(fc.record({ resource: text, version: text }, { requiredKeys: [] })),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(spec, (given) => {
      const { name, broken, authorities } = compile('a', given, material);
      expect(name).toBe('a');
      expect(broken.length > 0 || authorities.length > 0).toBe(true);
    }),
  );
});
