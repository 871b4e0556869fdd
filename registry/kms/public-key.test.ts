// SPDX-License-Identifier: Apache-2.0
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { OAuth2Client } from 'google-auth-library';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Listening, listening } from '../../test/fixtures/auth/listening.ts';
import { startProxy } from '../../test/fixtures/egress-proxy.ts';
import { proxiesIn } from '../wire/proxies.ts';
import { kmsPublicKey, type Providers } from './public-key.ts';

const keys = [1, 2, 3].map(() => generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey);
const pems = keys.map((key) => String(key.export({ format: 'pem', type: 'spki' })));
const [key] = keys;
const arn = 'arn:aws:kms:eu-central-1:123456789012:key/12345678-1234-1234-1234-123456789012';
const cryptoKey = 'projects/p/locations/l/keyRings/r/cryptoKeys/k';
let cloud: Listening;
let enabled = [1, 2];
let asked: { target: string; body: string; authorization: string }[] = [];
let status = 200;
let providers: Providers;
beforeAll(async () => {
  cloud = await listening();
  cloud.serve(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { authorization = '', 'x-amz-target': target } = request.headers;
    const { pathname, searchParams } = new URL(request.url ?? '', cloud.url);
    const body = String(Buffer.concat(chunks));
    asked.push({ target: String(target ?? pathname), body, authorization });
    const version = /cryptoKeyVersions\/(\d+)\/publicKey$/.exec(pathname)?.[1];
    response.writeHead(status, { 'content-type': 'application/json' });
    const wanted = searchParams.get('filter') === 'state=ENABLED' ? enabled : [1, 2, 3];
    const answer = {
      PublicKey: key?.export({ format: 'der', type: 'spki' }).toString('base64'),
      ...(version === undefined ? {} : { pem: pems[Number(version) - 1] }),
      cryptoKeyVersions: wanted.map((each) => ({ name: `${cryptoKey}/cryptoKeyVersions/${each}` })),
    };
    const refusal = { __type: 'AccessDeniedException', message: 'secret words' };
    response.end(JSON.stringify(status === 200 ? answer : refusal));
  });
  const authClient = new OAuth2Client();
  authClient.setCredentials({ access_token: 'token of google' });
  providers = {
    google: { endpoint: cloud.url, auth: { authClient } },
    aws: {
      configuration: {
        endpoint: cloud.url,
        credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
      },
    },
  };
});
beforeEach(() => {
  status = 200;
  asked = [];
});
afterAll(() => cloud.close());

test('a key in Cloud KMS is that of the version named, or of the newest enabled one', async () => {
  const read = (reference: string) => kmsPublicKey(`gcpkms://${cryptoKey}${reference}`, providers);
  expect(await read('/cryptoKeyVersions/1')).toEqual({ pem: pems[0] });
  expect(await read('/versions/3')).toEqual({ pem: pems[2] });
  expect(await read('')).toEqual({ pem: pems[1] });
  expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(
    new Set(['Bearer token of google']),
  );
  enabled = [];
  expect(await read('')).toEqual({
    fault: `gcpkms://${cryptoKey} could not be read: it has no enabled version`,
  });
});

test('a key in AWS KMS is asked for in its own region, and signed for', async () => {
  const found = await kmsPublicKey(`awskms:///${arn}`, providers);
  const pem = 'pem' in found ? found.pem : '';
  expect(createPublicKey(pem).export({ format: 'pem', type: 'spki' })).toBe(pems[0]);
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
  status = 403;
  const faults = await Promise.all(
    [`awskms:///${arn}`, `gcpkms://${cryptoKey}`].map((each) => kmsPublicKey(each, providers)),
  );
  expect(faults).toEqual([
    { fault: `awskms:///${arn} could not be read: the provider failed (AccessDeniedException)` },
    { fault: `gcpkms://${cryptoKey} could not be read: the provider failed (403)` },
  ]);
});

test('who is nobody to Google reads no key, and lives on', async () => {
  const reference = `gcpkms://${cryptoKey}/cryptoKeyVersions/1`;
  const auth = { authClient: new OAuth2Client() };
  expect(await kmsPublicKey(reference, { google: { auth } })).toEqual({
    fault: `${reference} could not be read: the provider failed (Error)`,
  });
});

test.each([
  ['nonsense', 'malformed KMS format'],
  ['gcpkms://nonsense', 'a key in Cloud KMS is written as'],
  ['gcpkms://projects/p/locations/l/keyRings/r/cryptoKeys/k/../x', 'a key in Cloud KMS'],
  ['gcpkms://projects/../locations/l/keyRings/r/cryptoKeys/k', 'a key in Cloud KMS'],
  ['gcpkms://projects/p?x=/locations/l/keyRings/r/cryptoKeys/k', 'a key in Cloud KMS'],
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

test('a key in AWS KMS is asked for through a proxy where there is one', async () => {
  const proxy = await startProxy({});
  proxy.instead(403);
  const configuration = { credentials: { accessKeyId: 'id', secretAccessKey: 'secret' } };
  const aws = { configuration, proxies: proxiesIn({ HTTPS_PROXY: proxy.host }) };
  const found = await kmsPublicKey(`awskms:///${arn}`, { aws });
  expect(found).toMatchObject({ fault: expect.stringContaining('could not be read') });
  await proxy.close();
  expect(new Set(proxy.asked.map(({ target }) => target))).toEqual(
    new Set(['kms.eu-central-1.amazonaws.com:443']),
  );
});
