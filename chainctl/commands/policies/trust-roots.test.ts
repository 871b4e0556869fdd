// SPDX-License-Identifier: Apache-2.0
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Verifier, verifier } from '../../../test/fixtures/chainctl/verifier.ts';
import { sigstoreFile } from '../../../test/fixtures/sigstore.ts';
import { packed } from '../../../test/fixtures/tuf/packed.ts';

let ada: Verifier;
beforeEach(async () => {
  ada = await verifier();
});
afterEach(() => ada.leave());

/** A policy with this authority, and what else its file holds. */
const policyFile = (authority: object, ...more: object[]) => {
  const policy = {
    apiVersion: 'policy.sigstore.dev/v1beta1',
    kind: 'ClusterImagePolicy',
    metadata: { name: 'signed' },
    spec: { images: [{ glob: '**' }], authorities: [authority] },
  };
  return ada.file(
    'policy.yaml',
    [policy, ...more].map((each) => JSON.stringify(each)).join('\n---\n'),
  );
};
const identities = [{ issuerRegExp: '.*', subjectRegExp: '.*' }];
const trustRoot = (name: string, spec: object) => ({
  apiVersion: 'policy.sigstore.dev/v1alpha1',
  kind: 'TrustRoot',
  metadata: { name },
  spec,
});
const decide = async (file: string, ...flags: string[]) =>
  ada.type(['policies', 'test', '-f', file, '--image', ada.image, ...flags]);

const base64 = (content: string | Buffer) => Buffer.from(content).toString('base64');
const root = JSON.parse(sigstoreFile('trusted_root.json'));
const pem = (label: string, raw: string) =>
  `-----BEGIN ${label}-----\n${raw.replace(/(.{64})/g, '$1\n')}\n-----END ${label}-----\n`;
const chain = (authority: { certChain: { certificates: { rawBytes: string }[] } }) =>
  base64(
    authority.certChain.certificates.map(({ rawBytes }) => pem('CERTIFICATE', rawBytes)).join(''),
  );
const log = ({ baseUrl, publicKey }: { baseUrl: string; publicKey: { rawBytes: string } }) => ({
  baseURL: baseUrl,
  hashAlgorithm: 'sha-256',
  publicKey: base64(pem('PUBLIC KEY', publicKey.rawBytes)),
});
const subject = { organization: 'lab', commonName: 'lab' };

/** The same trust in the three forms that a TrustRoot has. */
const forms: [string, () => Promise<object>][] = [
  [
    'remote',
    async () => ({ remote: { mirror: ada.mirror.url, root: base64(ada.repository.root) } }),
  ],
  [
    'repository',
    async () => {
      const files = [...ada.repository.files].map(([name, content]) => ({ name, content }));
      const mirrorFS = base64(gzipSync(await packed(files)));
      return { repository: { root: base64(ada.repository.root), targets: 'targets', mirrorFS } };
    },
  ],
  [
    'sigstoreKeys',
    async () => ({
      sigstoreKeys: {
        certificateAuthorities: root.certificateAuthorities.map(
          (each: Parameters<typeof chain>[0] & { uri: string }) => ({
            subject,
            uri: each.uri,
            certChain: chain(each),
          }),
        ),
        timestampAuthorities: root.timestampAuthorities.map(
          (each: Parameters<typeof chain>[0]) => ({
            subject,
            certChain: chain(each),
          }),
        ),
        tLogs: root.tlogs.map(log),
        ctLogs: root.ctlogs.map(log),
      },
    }),
  ],
];

test.each(forms)(
  'a TrustRoot by %s is believed in keyless, ctlog and rfc3161timestamp',
  async (form, spec) => {
    const believed = trustRoot('ours', await spec());
    const unknown = trustRoot('theirs', { sigstoreKeys: await theirs() });
    const trustRootRef = 'ours';
    const alone = await policyFile({ keyless: { trustRootRef, identities } }, believed);
    expect((await decide(alone, '--offline')).code).toBe(form === 'remote' ? 1 : 0);
    for (const authority of [
      { keyless: { trustRootRef, identities } },
      { keyless: { trustRootRef, identities }, ctlog: { trustRootRef } },
      { keyless: { trustRootRef, identities }, rfc3161timestamp: { trustRootRef } },
    ]) {
      const online = await decide(await policyFile(authority, believed, unknown));
      expect(online.code, online.out).toBe(0);
      for (const place of Object.keys(authority)) {
        const swapped = JSON.parse(JSON.stringify(authority));
        swapped[place].trustRootRef = 'theirs';
        expect((await decide(await policyFile(swapped, believed, unknown))).code, place).toBe(1);
      }
    }
  },
);

/** A TrustRoot of somebody else: with our authority’s certificates under other keys of logs and stamps. */
const theirs = async () => {
  const other = sigstoreFile('k.pub');
  const [authority] = root.timestampAuthorities;
  return {
    certificateAuthorities: [
      { subject, uri: 'https://ca.example.com', certChain: chain(authority) },
    ],
    tLogs: [
      { baseURL: 'https://log.example.com', hashAlgorithm: 'sha-256', publicKey: base64(other) },
    ],
  };
};

test('a TrustRoot that cannot be loaded denies what it covers, and says why and what else would do', async () => {
  const spec = { remote: { mirror: ada.mirror.url, root: base64(ada.repository.root) } };
  const file = await policyFile(
    { keyless: { trustRootRef: 'ours', identities } },
    trustRoot('ours', spec),
  );
  ada.mirror.misbehave('timestamp.json', (response) => response.end('<html>'));
  const { code, out } = await decide(file);
  expect(code).toBe(1);
  expect(out).toContain('TrustRoot "ours": ');
  expect(out).toContain('--trusted-root NAME=FILE');
  const given = ada.trustedRoot;
  expect((await decide(file, '--trusted-root', `ours=${given}`)).code).toBe(0);
});

test('fulcio.sigstore.dev names the default root, replaced as it may be', async () => {
  const file = await policyFile({ keyless: { url: 'https://fulcio.sigstore.dev', identities } });
  const given = ada.trustedRoot;
  expect((await decide(file, '--trusted-root', given)).code).toBe(0);
  expect((await decide(file, ...ada.mirrored)).code).toBe(0);
  expect((await decide(file, '--offline')).code).toBe(1);
});

test('any other keyless.url names a CA of the root in effect, or denies', async () => {
  const given = ada.trustedRoot;
  const authority = (url: string) => policyFile({ keyless: { url, identities } });
  expect(
    (await decide(await authority('http://127.0.0.1:5555'), '--trusted-root', given)).code,
  ).toBe(0);
  for (const [url, ...flags] of [
    ['https://ca.example.com', '--trusted-root', given],
    ['https://ca.example.com', ...ada.mirrored],
    ['http://127.0.0.1:5555', '--offline'],
  ] as const) {
    const { code, out } = await decide(await authority(url), ...flags);
    expect(code).toBe(1);
    expect(out).toContain(`${url} names no certificate authority of the default trust root`);
  }
});
