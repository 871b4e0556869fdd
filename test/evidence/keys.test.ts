// SPDX-License-Identifier: Apache-2.0
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Demand } from '../../core/evidence/demand.ts';
import { type HashAlgorithm, publicKeysOf } from '../../core/evidence/public-key.ts';
import { verifyFound } from '../../core/evidence/verify.ts';
import { sha256 } from './altered.ts';
import { signedLayer, signedMessage, signedStatement, simpleSigning } from './signed.ts';

const image = Buffer.from('{"schemaVersion":2}');
const digest = sha256(image);
const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve });
const rsa = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const ed = () => generateKeyPairSync('ed25519');
const demandOf = (key: KeyObject, hash?: HashAlgorithm): Demand => ({
  signer: {
    kind: 'key',
    keys: publicKeysOf(key.export({ format: 'pem', type: 'spki' }).toString(), hash),
  },
  log: { mode: 'ignored' },
  timestamp: { mode: 'ignored' },
});
const signs = (predicateType: string) => ({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ digest: { sha256: digest.slice(7) }, annotations: { env: 'prod' } }],
  predicateType,
});
const signature = 'https://sigstore.dev/cosign/sign/v1';

/** Key, what the policy says is hashed with, what was: the curve's own hash needs no word. */
const kinds: [
  string,
  () => { privateKey: KeyObject; publicKey: KeyObject },
  HashAlgorithm,
  string | null,
][] = [
  ['P-256', () => ec('P-256'), 'sha256', 'sha256'],
  ['P-256 with sha224', () => ec('P-256'), 'sha224', 'sha224'],
  ['P-384 as cosign 2 signs', () => ec('P-384'), 'sha256', 'sha256'],
  ['P-384 as cosign 3 signs', () => ec('P-384'), 'sha256', 'sha384'],
  ['P-521 as cosign 3 signs', () => ec('P-521'), 'sha256', 'sha512'],
  ['RSA', rsa, 'sha256', 'sha256'],
  ['RSA with sha512', rsa, 'sha512', 'sha512'],
  ['Ed25519', ed, 'sha256', null],
];

describe.each(kinds)('A key of kind %s', (_, make, named, hash) => {
  const { privateKey, publicKey } = make();
  const demand = demandOf(publicKey, named);

  test('signs legacy layers and bundles', () => {
    const layer = signedLayer(simpleSigning(digest), privateKey, hash);
    expect(verifyFound(layer, digest, demand)).toMatchObject({ outcome: 'verified' });
    const found = signedStatement(signs(signature), privateKey, hash);
    expect(verifyFound(found, digest, demand)).toMatchObject({
      outcome: 'verified',
      use: 'signature',
      annotations: { env: 'prod' },
    });
  });

  test('does not sign what another key signed', () => {
    const layer = signedLayer(simpleSigning(digest), make().privateKey, hash);
    expect(verifyFound(layer, digest, demand)).toMatchObject({ reason: 'other-key' });
  });
});

test('with several keys, one that fits is enough, and it is the one named', () => {
  const [one, other] = [ec('P-256'), ec('P-256')];
  const [a, b] = [demandOf(one.publicKey), demandOf(other.publicKey)];
  if (a.signer.kind !== 'key' || b.signer.kind !== 'key') throw new Error('not keys');
  const keys = [...a.signer.keys, ...b.signer.keys];
  const layer = signedLayer(simpleSigning(digest), other.privateKey, 'sha256');
  expect(verifyFound(layer, digest, { ...a, signer: { kind: 'key', keys } })).toMatchObject({
    signer: { keyId: keys[1]?.id },
  });
});

test('a hash that the policy does not name does not count on P-256', () => {
  const { privateKey, publicKey } = ec('P-256');
  const layer = signedLayer(simpleSigning(digest), privateKey, 'sha512');
  expect(verifyFound(layer, digest, demandOf(publicKey, 'sha256'))).toMatchObject({
    reason: 'other-key',
  });
});

test.each([
  ['P-256', () => ec('P-256')],
  ['P-384', () => ec('P-384')],
  ['P-521', () => ec('P-521')],
  ['RSA', rsa],
])('a %s signature of the image’s manifest itself is a signature of the image', (_, make) => {
  const { privateKey, publicKey } = make();
  const demand = demandOf(publicKey);
  expect(verifyFound(signedMessage(image, privateKey), digest, demand)).toMatchObject({
    outcome: 'verified',
    use: 'signature',
  });
  const other = signedMessage(image, make().privateKey);
  expect(verifyFound(other, digest, demand)).toMatchObject({ reason: 'other-key' });
  const elsewhere = signedMessage(Buffer.from('another'), privateKey);
  expect(verifyFound(elsewhere, digest, demand)).toMatchObject({ reason: 'other-image' });
});

test('a signature of the manifest by Ed25519, or by another hash, is said to be unsupported', () => {
  const { privateKey, publicKey } = ed();
  expect(verifyFound(signedMessage(image, privateKey), digest, demandOf(publicKey))).toMatchObject({
    reason: 'unsupported',
  });
  const key = ec('P-256');
  const other = signedMessage(image, key.privateKey, 'SHA2_512');
  expect(verifyFound(other, digest, demandOf(key.publicKey))).toMatchObject({
    reason: 'unsupported',
  });
});

test('an attestation is never a signature, whoever signed it', () => {
  const { privateKey, publicKey } = ec('P-256');
  for (const type of [
    'https://slsa.dev/provenance/v1',
    '',
    `${signature}/`,
    signature.toUpperCase(),
  ]) {
    const found = signedStatement(signs(type), privateKey, 'sha256');
    expect(verifyFound(found, digest, demandOf(publicKey))).toMatchObject({
      outcome: 'verified',
      use: 'attestation',
    });
  }
});

test.each([
  ['another type', simpleSigning(digest, { type: 'atomic container signature' }), 'claims-invalid'],
  ['no image', simpleSigning(digest, { image: {} }), 'claims-invalid'],
  ['no JSON', 'signed', 'claims-invalid'],
  ['another image', simpleSigning(`sha256:${'0'.repeat(64)}`), 'other-image'],
])('a payload of %s is no signature, though it is signed', (_, payload, reason) => {
  const { privateKey, publicKey } = ec('P-256');
  const layer = signedLayer(payload, privateKey, 'sha256');
  expect(verifyFound(layer, digest, demandOf(publicKey))).toMatchObject({ reason });
});

test.each([
  ['no statement', { ...signs(signature), _type: 'https://example.com' }, 'claims-invalid'],
  ['no subject', { ...signs(signature), subject: [] }, 'other-image'],
  [
    'another digest',
    { ...signs(signature), subject: [{ digest: { sha512: digest.slice(7) } }] },
    'other-image',
  ],
])('a statement with %s is refused, though it is signed', (_, statement, reason) => {
  const { privateKey, publicKey } = ec('P-256');
  const found = signedStatement(statement, privateKey, 'sha256');
  expect(verifyFound(found, digest, demandOf(publicKey))).toMatchObject({ reason });
});

test('no keys, no signature', () => {
  const layer = signedLayer(simpleSigning(digest), ec('P-256').privateKey, 'sha256');
  const none: Demand = { ...demandOf(ec('P-256').publicKey), signer: { kind: 'key', keys: [] } };
  expect(verifyFound(layer, digest, none)).toMatchObject({
    reason: 'other-key',
    expected: 'no key',
  });
});

test('only public keys that can be verified with are keys', () => {
  expect(() => publicKeysOf('nothing')).toThrow('no PEM public key');
  const { privateKey } = ec('P-256');
  expect(() =>
    publicKeysOf(privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()),
  ).toThrow();
  const odd = ec('secp256k1').publicKey.export({ format: 'pem', type: 'spki' }).toString();
  expect(() => publicKeysOf(odd)).toThrow('neither ECDSA');
});
