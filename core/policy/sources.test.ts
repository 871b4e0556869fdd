// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { ada, digest, keyless, policyOf } from '../../test/fixtures/policy/pretended.ts';
import { sourcesOf } from './sources.ts';

const reference = `ghcr.io/acme/app@${digest}`;
const own = { digest, repository: 'ghcr.io/acme/app', tagPrefix: '' };
const of = (spec: Record<string, unknown>) => sourcesOf([policyOf(spec)], { reference });

test('each place is named once, however many authorities look there', () => {
  const source = [{ oci: 'ghcr.io/acme/signatures', signaturePullSecrets: [{ name: 'regcreds' }] }];
  const authorities = [keyless(ada), keyless(ada), { ...keyless(ada), source }];
  expect(of({ authorities })).toEqual([
    { subject: own, pullSecrets: [], uses: ['signature'] },
    {
      subject: { ...own, repository: 'ghcr.io/acme/signatures' },
      pullSecrets: ['regcreds'],
      uses: ['signature'],
    },
  ]);
});

test('what nobody has a use for is not wanted', () => {
  const attestations = [{ name: 'sbom', predicateType: 'https://spdx.dev/Document' }];
  const attested = { ...keyless(ada), attestations };
  const uses = (...authorities: object[]) => of({ authorities }).map((each) => each.uses);
  expect(uses(keyless(ada))).toEqual([['signature']]);
  expect(uses(attested)).toEqual([['attestation']]);
  expect(uses(attested, keyless(ada))).toEqual([['attestation', 'signature']]);
});

test('what is static, broken or covers another image wants nothing', () => {
  expect(of({ authorities: [{ static: { action: 'pass' } }] })).toEqual([]);
  expect(of({ authorities: [{ key: { kms: 'hashivault://a' } }] })).toEqual([]);
  expect(of({ images: [{ glob: 'quay.io/**' }], authorities: [keyless(ada)] })).toEqual([]);
});

test('a tag has nothing to look for', () => {
  expect(() => sourcesOf([], { reference: 'ghcr.io/acme/app:v1' })).toThrow(
    'must be an image digest',
  );
});
