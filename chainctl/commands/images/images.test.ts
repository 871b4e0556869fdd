// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Typist, typistAnywhere } from '../../../test/fixtures/chainctl/typist.ts';
import { type MemoryRegistry, memoryRegistry } from '../../../test/fixtures/registry/memory.ts';
import { pushImage } from '../../../test/fixtures/registry/push.ts';
import { pushCase } from '../../../test/fixtures/registry/push-case.ts';
import { sigstoreFile } from '../../../test/fixtures/sigstore.ts';

const root = fileURLToPath(
  new URL('../../../test/fixtures/sigstore/trusted_root.json', import.meta.url),
);
let registry: MemoryRegistry;
let ada: Typist;
beforeAll(async () => {
  registry = await memoryRegistry();
  ada = await typistAnywhere();
  for (const name of ['v3-keyless-r2', 'v2-keyless', 'v3-key-r2', 'v3-att-r2']) {
    await pushCase(`${registry.url}/v2/${name}`, name);
  }
  await pushImage(`${registry.url}/v2/unsigned`, 'unsigned', 'v1');
});
afterAll(async () => {
  await ada.leave();
  await registry.close();
});

/** The reference of a case's image. */
const image = (name: string): string =>
  `${registry.host}/${name}@${JSON.parse(sigstoreFile(`${name}/index.json`)).image}`;
const verify = (...args: string[]) =>
  ada.type(['images', 'verify', '--trusted-root', root, ...args]);

test.each(['v3-keyless-r2', 'v2-keyless'])(
  '%s: who signed is said, with the checks that were made',
  async (name) => {
    const { code, out } = await verify(image(name));
    expect(code).toBe(0);
    expect(out).toContain(`Verification for ${image(name)} --
The following checks were performed on each of these signatures:
  - The cosign claims were validated
  - Existence of the claims in the transparency log was verified offline
`);
    expect(out).toContain(
      '  - Any certificates were verified against the Fulcio roots.\nSigned by ',
    );
  },
);

test('as JSON it is what cosign prints: issuer and subject', async () => {
  const { out } = await verify(image('v3-keyless-r2'), '-o', 'json');
  const [signature] = JSON.parse(out);
  expect(signature.critical.image['docker-manifest-digest']).toMatch(/^sha256:/);
  expect(signature.optional).toMatchObject({
    Issuer: expect.stringMatching(/^http/),
    Subject: expect.any(String),
  });
  const wanted = ['--certificate-oidc-issuer', signature.optional.Issuer];
  const ours = ['--certificate-identity', signature.optional.Subject];
  expect((await verify(image('v3-keyless-r2'), ...wanted, ...ours)).code).toBe(0);
});

test('signed by somebody else is 1, and says by whom', async () => {
  const { code, out, err } = await verify(
    image('v3-keyless-r2'),
    '--certificate-identity',
    'eve@example.com',
  );
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain('is denied');
  expect(err).toContain('eve@example.com');
});

test('a key that signed is believed, another is not', async () => {
  const key = await ada.file('k.pub', sigstoreFile('k.pub'));
  const { code, out } = await verify(image('v3-key-r2'), '--key', key);
  expect(code).toBe(0);
  expect(out).toContain('The signatures were verified against the specified public key');
  expect(out).not.toContain('Fulcio');
  expect((await verify(image('v3-keyless-r2'), '--key', key)).code).toBe(1);
});

test('not signed is 1, an attestation alone is no signature, and a registry that is down is 2', async () => {
  expect((await verify(`${registry.host}/unsigned:v1`)).code).toBe(1);
  expect((await verify(image('v3-att-r2'))).code).toBe(1);
  const down = await verify('127.0.0.1:1/app:v1');
  expect(down).toMatchObject({ code: 2, out: '' });
  expect(down.err).toContain('could not read');
});

const policy = (subject: string) => `apiVersion: policy.sigstore.dev/v1beta1
kind: ClusterImagePolicy
metadata: {name: signed}
spec:
  images: [{glob: "${registry.host}/**"}]
  authorities:
  - keyless:
      url: https://fulcio.sigstore.dev
      identities: [{issuerRegExp: ".*", ${subject}}]
`;

test('policies test says of each image what would be decided and why, and how to mend it', async () => {
  const file = await ada.file('policy.yaml', policy('subjectRegExp: ".*"'));
  const images = await ada.file(
    'images.txt',
    `${image('v2-keyless')}\n# none\n${registry.host}/unsigned:v1\n`,
  );
  const { code, out } = await ada.type([
    'policies',
    'test',
    '-f',
    file,
    '--images-from',
    images,
    '--trusted-root',
    root,
  ]);
  expect(code).toBe(1);
  expect(out).toContain(`${image('v2-keyless')} passes`);
  expect(out).toContain(`${registry.host}/unsigned:v1 is denied`);
  expect(out).toContain('cosign sign');
});

test('an image that no policy covers is denied unless it is said otherwise', async () => {
  const file = await ada.file(
    'policy.yaml',
    policy('subjectRegExp: ".*"').replace('/**', '/other/**'),
  );
  const ask = [
    'policies',
    'test',
    '-f',
    file,
    '--image',
    image('v2-keyless'),
    '--trusted-root',
    root,
  ];
  expect((await ada.type(ask)).code).toBe(1);
  expect((await ada.type([...ask, '--uncovered', 'allow'])).code).toBe(0);
});

test('the images of a manifest are judged, as JSON for machines', async () => {
  const file = await ada.file('policy.yaml', policy('subject: "nobody@example.com"'));
  const pod = await ada.file(
    'pod.yaml',
    `apiVersion: v1
kind: Pod
metadata: {name: p}
spec: {containers: [{name: c, image: "${image('v3-keyless-r2')}"}]}
`,
  );
  const test = [
    'policies',
    'test',
    '-f',
    file,
    '--resource',
    pod,
    '--trusted-root',
    root,
    '-o',
    'json',
  ];
  const { code, out } = await ada.type(test);
  expect(code).toBe(1);
  expect(JSON.parse(out).items[0]).toMatchObject({
    outcome: 'deny',
    policies: [{ policy: 'signed', reason: 'signed-by-somebody-else' }],
  });
});

test('a TrustRoot beside the policy that cannot be had denies, and says what to give', async () => {
  const trustRoot = `---
apiVersion: policy.sigstore.dev/v1alpha1
kind: TrustRoot
metadata: {name: ours}
spec: {remote: {mirror: "https://tuf.example.com", root: "eyJzaWduYXR1cmVzIjpbe31dfQ=="}}
`;
  const named = policy('subjectRegExp: ".*"').replace(
    'identities:',
    'trustRootRef: ours\n      identities:',
  );
  const file = await ada.file('policy.yaml', named + trustRoot);
  const ask = ['policies', 'test', '-f', file, '--image', image('v2-keyless')];
  const { code, out, err } = await ada.type(ask);
  expect(code, err).toBe(1);
  expect(out).toContain('--trusted-root NAME=FILE');
  expect((await ada.type([...ask, '--trusted-root', `ours=${root}`])).code).toBe(0);
});

test('a mirror that settings name is asked in the registry’s place; a flag goes before it', async () => {
  const mirrored = image('v3-keyless-r2').replace(registry.host, 'registry.example');
  await ada.get('config', 'set', `registry.mirrors=registry.example=${registry.url}`);
  const { code, out } = await verify(mirrored);
  expect(code).toBe(0);
  expect(out).toContain(`Verification for ${mirrored} --`);
  const elsewhere = ['--registry-mirror', 'registry.example=http://127.0.0.1:1'];
  expect((await verify(mirrored, ...elsewhere)).code).toBe(2);
  expect(await ada.get('config', 'view')).toContain(`registry.example=${registry.url}`);
  const both = `ttl.sh=${registry.url},registry.example=${registry.url}`;
  await ada.get('config', 'set', `registry.mirrors=${both}`);
  expect((await verify(mirrored)).code).toBe(0);
  expect(await ada.get('config', 'view')).toContain(`- ttl.sh=${registry.url}\n`);
  const wrong = await ada.type(['config', 'set', 'registry.mirrors=https://mirror.example']);
  expect(wrong.err).toContain('registry.mirrors');
  await ada.get('config', 'unset', 'registry.mirrors');
});
