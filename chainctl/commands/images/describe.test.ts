// SPDX-License-Identifier: Apache-2.0
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Verifier, verifier } from '../../../test/fixtures/chainctl/verifier.ts';
import { misbehave, status } from '../../../test/fixtures/registry/misdeeds.ts';
import { pushBundle, pushImage, pushLayers } from '../../../test/fixtures/registry/push.ts';
import { pushCase } from '../../../test/fixtures/registry/push-case.ts';
import { sigstoreFile } from '../../../test/fixtures/sigstore.ts';

let ada: Verifier;
beforeAll(async () => {
  ada = await verifier();
  for (const name of ['v3-key-r2', 'v3-att-r2', 'v2-att-key']) {
    await pushCase(`${ada.registry.url}/v2/${name}`, name);
  }
});
afterEach(() => ada.registry.instead(() => false));
afterAll(() => ada.leave());

const digestOf = (name: string): string => JSON.parse(sigstoreFile(`${name}/index.json`)).image;
const image = (name: string): string => `${ada.registry.host}/${name}@${digestOf(name)}`;
const describe = (name: string, ...args: string[]) =>
  ada.type(['images', 'describe', name, '--trusted-root', ada.trustedRoot, ...args]);
const items = async (name: string, ...args: string[]) =>
  JSON.parse((await describe(name, '-o', 'json', ...args)).out).items;

test('a signature, by whom, who vouches for them, and that it is verified', async () => {
  const { code, out, err } = await describe(ada.image);
  expect(code).toBe(0);
  expect(err).toBe(`${ada.image}\n`);
  const row = out.split('\n').find((line) => line.includes('signature')) ?? '';
  expect(row.split('|').map((cell) => cell.trim())).toEqual([
    'signature',
    '',
    'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main',
    'http://localhost:5580/gha',
    'yes',
  ]);
  expect((await describe(ada.image, '-o', 'wide')).out).toContain('bundle');
});

test('an attestation, with its predicate type', async () => {
  expect(await items(image('v3-att-r2'))).toMatchObject([
    {
      kind: 'attestation',
      image: image('v3-att-r2'),
      predicateType: 'https://slsa.dev/provenance/v1',
      signer: { kind: 'keyless', issuer: 'http://localhost:5580/gha' },
      verified: true,
    },
  ]);
});

test('what is signed with a key: which, as far as it says, and how to verify it', async () => {
  const [signature] = await items(image('v3-key-r2'));
  expect(signature).toMatchObject({
    kind: 'signature',
    signer: { kind: 'key', keyId: expect.stringMatching(/^[0-9a-f]{64}$/) },
    verified: false,
    why: expect.stringContaining('images verify --key FILE'),
  });
  expect((await describe(image('v3-key-r2'))).out).toContain(
    `said to be key sha256:${signature.signer.keyId}`,
  );
  const [attestation] = await items(image('v2-att-key'));
  expect(attestation).toMatchObject({ kind: 'attestation', format: 'legacy', verified: false });
  expect(attestation.predicateType).toBe('https://slsa.dev/provenance/v1');
  expect(attestation).not.toHaveProperty('signer');
});

test('who signed at a sigstore that is not believed is said to have, and why it does not count', async () => {
  const { out } = await ada.type([...'images describe --offline -o json'.split(' '), ada.image]);
  expect(JSON.parse(out).items).toMatchObject([
    {
      signer: { kind: 'keyless' },
      verified: false,
      why: expect.stringMatching(/certificate|log|stamp/),
    },
  ]);
});

test('an attached SBOM is signed by nobody, and what cannot be read says so', async () => {
  const target = `${ada.registry.url}/v2/listed`;
  const listed = await pushImage(target, 'listed', 'v1');
  const layers = [{ text: '{"spdxVersion":"SPDX-2.3"}', mediaType: 'text/spdx+json' }];
  await pushLayers(target, `${listed.digest.replace(':', '-')}.sbom`, layers);
  await pushBundle(target, listed, '{"mediaType":"none"}');
  expect(await items(`${ada.registry.host}/listed:v1`)).toMatchObject([
    { kind: 'unknown', verified: false, why: expect.stringContaining('cannot be read') },
    {
      kind: 'sbom',
      mediaType: 'text/spdx+json',
      verified: false,
      why: expect.stringContaining('nobody'),
    },
  ]);
});

test('a signature of another image, pushed beside this one, is not verified', async () => {
  const target = `${ada.registry.url}/v2/stolen`;
  const stolen = await pushImage(target, 'stolen', 'v1');
  const { items: own } = JSON.parse((await describe(ada.image, '-o', 'json')).out);
  const place = `${ada.registry.url}/v2/app/blobs/${own[0].digest}`;
  await pushBundle(target, stolen, await (await fetch(place)).text());
  expect(await items(`${ada.registry.host}/stolen:v1`)).toMatchObject([
    { kind: 'signature', verified: false },
  ]);
});

test('nothing found is said; what is not there is 1; what could not be read is 2', async () => {
  await pushImage(`${ada.registry.url}/v2/bare`, 'bare', 'v1');
  const bare = await describe(`${ada.registry.host}/bare:v1`);
  expect(bare.code).toBe(0);
  expect(bare.err).toContain('nothing is signed or attested');
  expect((await describe(`${ada.registry.host}/bare:v2`)).code).toBe(1);
  expect((await describe('UPPER')).code).toBe(1);
  expect((await describe('127.0.0.1:1/app:v1')).code).toBe(2);
  misbehave(ada.registry, '.att', status(403));
  const half = await describe(ada.image);
  expect(half).toMatchObject({ code: 2, out: expect.stringContaining('signature') });
  expect(half.err).toContain('could not read');
});

test('a trust root that cannot be had is said before anything else', async () => {
  const root = await ada.file('other-root.json', '{}');
  const flags = ['--tuf-mirror', ada.mirror.url, '--tuf-root', root];
  const { code, err } = await ada.type(['images', 'describe', ada.image, ...flags]);
  expect(code).toBe(2);
  expect(err).toContain('the default trust root: ');
});
