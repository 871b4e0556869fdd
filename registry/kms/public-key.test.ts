// SPDX-License-Identifier: Apache-2.0
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Listening, listening } from '../../test/fixtures/auth/listening.ts';
import { type KmsFake, kmsFake } from '../../test/real/emulators/kms.ts';
import { kmsPublicKey, type Providers } from './public-key.ts';

const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const der = pair.publicKey.export({ format: 'der', type: 'spki' });
const arn = 'arn:aws:kms:eu-central-1:123456789012:key/12345678-1234-1234-1234-123456789012';
let google: KmsFake;
let aws: Listening;
const asked: { target: string; body: string; authorization: string }[] = [];
let status = 200;
let providers: Providers;
beforeAll(async () => {
  google = await kmsFake();
  aws = await listening();
  aws.serve(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { authorization = '', 'x-amz-target': target } = request.headers;
    asked.push({ target: String(target), body: String(Buffer.concat(chunks)), authorization });
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    const answer = { PublicKey: der.toString('base64'), KeySpec: 'ECC_NIST_P256' };
    const refusal = { __type: 'AccessDeniedException', message: 'secret words' };
    response.end(JSON.stringify(status === 200 ? answer : refusal));
  });
  const credentials = { accessKeyId: 'id', secretAccessKey: 'secret' };
  providers = {
    google: async () => google.client,
    aws: { configuration: { endpoint: aws.url, credentials } },
  };
});
afterAll(async () => {
  await google.stop();
  await aws.close();
});

test('a key in Cloud KMS is that of the version named, or of the newest enabled one', async () => {
  const cryptoKey = await google.newKey();
  const first = await kmsPublicKey(`gcpkms://${cryptoKey}`, providers);
  expect(first).toMatchObject({ pem: expect.stringContaining('BEGIN PUBLIC KEY') });
  const second = await google.rotate(cryptoKey);
  const newest = await kmsPublicKey(`gcpkms://${cryptoKey}`, providers);
  expect(newest).not.toEqual(first);
  expect(await kmsPublicKey(`gcpkms://${cryptoKey}/cryptoKeyVersions/1`, providers)).toEqual(first);
  expect(await kmsPublicKey(`gcpkms://${cryptoKey}/versions/2`, providers)).toEqual(newest);
  await google.disable(second);
  expect(await kmsPublicKey(`gcpkms://${cryptoKey}`, providers)).toEqual(first);
});

test('a key in AWS KMS is asked for in its own region, and signed for', async () => {
  const found = await kmsPublicKey(`awskms:///${arn}`, providers);
  const pem = 'pem' in found ? found.pem : '';
  expect(createPublicKey(pem).equals(pair.publicKey)).toBe(true);
  expect(asked).toMatchObject([
    { target: 'TrentService.GetPublicKey', body: JSON.stringify({ KeyId: arn }) },
  ]);
  expect(asked[0]?.authorization).toContain('/eu-central-1/kms/');
});

test.each(['azurekms://vault/key', 'hashivault://key'])(
  '%s is refused, with the cure',
  async (reference) => {
    const provider = reference.split(':')[0];
    expect(await kmsPublicKey(reference, providers)).toEqual({
      fault: `keys of ${provider} are not read: put the public key itself into key.data`,
    });
  },
);

test('a provider that fails is named with the kind of its error, not with its words', async () => {
  status = 400;
  const refused = await kmsPublicKey(`awskms:///${arn}`, providers);
  status = 200;
  expect(refused).toEqual({
    fault: `awskms:///${arn} could not be read: the provider failed (AccessDeniedException)`,
  });
  google.fail(7);
  const cryptoKey = 'projects/p/locations/l/keyRings/r/cryptoKeys/k';
  const fault = await kmsPublicKey(`gcpkms://${cryptoKey}/cryptoKeyVersions/1`, providers);
  google.fail(undefined);
  expect(fault).toMatchObject({ fault: expect.stringContaining('the provider failed (7)') });
});

test.each([
  ['nonsense', 'malformed KMS format'],
  ['gcpkms://nonsense', 'a key in Cloud KMS is written as'],
  ['gcpkms://projects/p/locations/l/keyRings/r/cryptoKeys/k/../x', 'a key in Cloud KMS'],
  ['awskms:///nonsense', 'kms key should be in the format'],
])('%s names no key', async (reference, fault) => {
  expect(await kmsPublicKey(reference, providers)).toMatchObject({
    fault: expect.stringContaining(fault),
  });
});

test.each(['evil.example:443', '127.0.0.1:443', '10.0.0.1:443', 'amazonaws.com.evil.example:443'])(
  'an endpoint at %s is not asked by a service',
  async (host) => {
    expect(await kmsPublicKey(`awskms://${host}/${arn}`)).toMatchObject({
      fault: expect.stringContaining('is no endpoint of AWS'),
    });
  },
);

test('an endpoint at a metadata address is asked by nobody', async () => {
  const reference = `awskms://169.254.169.254:443/${arn}`;
  expect(await kmsPublicKey(reference, { aws: { reach: 'private' } })).toMatchObject({
    fault: expect.stringContaining('to which no request is sent'),
  });
});
