// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import * as z from 'zod';
import { trustOfKeys } from '../../core/evidence/trust-keys.ts';
import { verifyEvidence } from '../../core/evidence/verify.ts';
import { sigstoreEvidence, sigstoreFile } from '../fixtures/sigstore.ts';

const log = z.object({ baseUrl: z.string(), publicKey: z.object({ rawBytes: z.string() }) });
const authority = z.object({
  uri: z.string(),
  certChain: z.object({ certificates: z.array(z.object({ rawBytes: z.string() })) }),
});
const root = z
  .object({
    certificateAuthorities: z.array(authority),
    timestampAuthorities: z.array(authority),
    tlogs: z.array(log),
    ctlogs: z.array(log),
  })
  .parse(JSON.parse(sigstoreFile('trusted_root.json')));

const base64 = (text: string) => Buffer.from(text).toString('base64');
const pem = (label: string, der: string) =>
  `-----BEGIN ${label}-----\n${der}\n-----END ${label}-----\n`;
const logs = (all: z.output<typeof log>[]) =>
  all.map(({ baseUrl, publicKey }) => ({
    baseURL: baseUrl,
    publicKey: base64(pem('PUBLIC KEY', publicKey.rawBytes)),
  }));
/** With the root first, as people write it too. */
const authorities = (all: z.output<typeof authority>[]) =>
  all.map(({ uri, certChain: { certificates } }) => ({
    uri,
    certChain: base64(
      certificates
        .toReversed()
        .map((each) => pem('CERTIFICATE', each.rawBytes))
        .join(''),
    ),
  }));
const keys = {
  certificateAuthorities: authorities(root.certificateAuthorities),
  timestampAuthorities: authorities(root.timestampAuthorities),
  tLogs: logs(root.tlogs),
  ctLogs: logs(root.ctlogs),
};

test.each(['v3-keyless-r2', 'v3-keyless-r2c', 'v3-keyless-r1tsa', 'v2-keyless', 'v2-bundle-r2b'])(
  '%s verifies against a TrustRoot that spells the same authorities and logs out',
  (name) => {
    const trust = trustOfKeys(keys);
    const [outcome] = verifyEvidence(sigstoreEvidence(name), {
      signer: { kind: 'keyless', ca: trust, ignoreSct: false },
      log: { mode: 'required', trust },
      timestamp: { mode: 'accepted', trust },
    });
    expect(outcome).toMatchObject({ outcome: 'verified' });
  },
);

test('what a TrustRoot names, it names by its URL', () => {
  expect(trustOfKeys(keys).certificateAuthorities).toEqual(['http://127.0.0.1:5555']);
});

test('an entry that cannot be read is named', () => {
  const broken = { ...keys, tLogs: [{ baseURL: 'https://log.example', publicKey: 'AAAA' }] };
  expect(() => trustOfKeys(broken)).toThrow('log https://log.example cannot be read');
  const [first] = root.certificateAuthorities[0]?.certChain.certificates ?? [];
  const chain = base64(pem('CERTIFICATE', first?.rawBytes ?? ''));
  const rootless = { certificateAuthorities: [{ uri: 'https://ca.example', certChain: chain }] };
  expect(() => trustOfKeys(rootless)).toThrow(
    'certificate authority https://ca.example cannot be read: its chain has no self-signed root',
  );
});
