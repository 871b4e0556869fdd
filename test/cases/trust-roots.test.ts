// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { formatFieldErrors } from '../../core/policy/field-errors.ts';
import { type TrustRootSpec, validateTrustRoot } from '../../core/policy/trust-root.ts';
import { atHand, cases } from './cases.ts';
import { elsewhere } from './departures.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const root = base64(JSON.stringify({ signatures: [{}] }));
const mirrorFS = Buffer.from([0x1f, 0x8b, 8, 0]).toString('base64');
const repository = { root, mirrorFS, targets: 'targets' };
/** Two certificates that are no CA's, valid for a hundred years. */
const leaves = `-----BEGIN CERTIFICATE-----
MIIBkjCCATigAwIBAgIUAUsr8mIE1ckaZzspfeiMV1xfU0kwCgYIKoZIzj0EAwIw
HzENMAsGA1UECgwEYWNtZTEOMAwGA1UEAwwFdHNhLTEwIBcNMjYxMTI0MTgzMzI4
WhgPMjEyNjEwMzExODMzMjhaMB8xDTALBgNVBAoMBGFjbWUxDjAMBgNVBAMMBXRz
YS0xMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE1FrqhcTFXCGPvrOI4meH6mKv
aqm78kJabjAL8k7Nt3FaxaLC3ncfWtcKctk63elpD9Af61ebLVLmnGlXyFHccKNQ
ME4wHQYDVR0OBBYEFPmnK+HAA4WnXeFst2pW/zTLecS9MB8GA1UdIwQYMBaAFPmn
K+HAA4WnXeFst2pW/zTLecS9MAwGA1UdEwEB/wQCMAAwCgYIKoZIzj0EAwIDSAAw
RQIgYsu9oVahqq/J++E1uFAcN77EwZF8tgCTroTXcxYLxUMCIQCkZlZSemE1hb8E
tW6sJlnkNh8c2CxWh+og/WFt0uXexw==
-----END CERTIFICATE-----
-----BEGIN CERTIFICATE-----
MIIBkzCCATigAwIBAgIUMVYqejaBvAao5sn4rb4Y5gxkeggwCgYIKoZIzj0EAwIw
HzENMAsGA1UECgwEYWNtZTEOMAwGA1UEAwwFdHNhLTIwIBcNMjYxMTI0MTgzMzI4
WhgPMjEyNjEwMzExODMzMjhaMB8xDTALBgNVBAoMBGFjbWUxDjAMBgNVBAMMBXRz
YS0yMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEvDA0dz4hcBsDBCK04GQCjEx+
kPPdRyUyou7JAy3VjbSgxI34RSfnxnKow65VGo82BapCo9JfBwkdyVFV61rAI6NQ
ME4wHQYDVR0OBBYEFC8FMybtY3GJtAbtIqIRykdXapKvMB8GA1UdIwQYMBaAFC8F
MybtY3GJtAbtIqIRykdXapKvMAwGA1UdEwEB/wQCMAAwCgYIKoZIzj0EAwIDSQAw
RgIhAPdpNtCYjuIKIaNSLQDPhyeoB3JML+rqJVJKEsudq/aVAiEAo9IqBjNkBOod
ZFn9ioNSmqoFWcgaChDR56y5mlZONnI=
-----END CERTIFICATE-----
`;
const subject = { organization: 'acme', commonName: 'tsa' };

/** What the cases describe in words. */
const given: Record<string, TrustRootSpec> = {
  'spec {}': {},
  'repository without root': { repository: { mirrorFS, targets: 'targets' } },
  'repository without mirrorFS': { repository: { root, targets: 'targets' } },
  'repository without targets (not defaulted)': { repository: { root, mirrorFS } },
  'mirrorFS not gzip': { repository: { ...repository, mirrorFS: base64('a tar') } },
  'TSA chain with two leaves': {
    sigstoreKeys: { timestampAuthorities: [{ subject, certChain: base64(leaves) }] },
  },
  'remote root not JSON': { remote: { root: base64('{'), mirror: 'https://tuf.example' } },
};

/** What upstream takes from its JSON library, ours need not say in the same words. */
const withoutCause = (text: string): string => text.replace(/(failed to unmarshal.*)\n.*/, '$1');

atHand('trustRootValidation');
for (const each of cases.trustRootValidation.filter(({ id }) => !(id in elsewhere))) {
  const spec = given[each.given];
  test.skipIf(spec === undefined)(`${each.id}: ${each.given}`, () => {
    const said = formatFieldErrors(validateTrustRoot(spec ?? {}).all);
    expect(withoutCause(said)).toBe(withoutCause(each.error ?? ''));
  });
}
