// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IdentityPoolClient } from 'google-auth-library';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Listening, listening } from '../../test/fixtures/auth/listening.ts';
import { startProxy } from '../../test/fixtures/egress-proxy.ts';
import { proxiesIn } from '../wire/proxies.ts';
import { ambientKeychain } from './ambient.ts';
import { ecrKeychain, proxied } from './aws.ts';
import { firstOf } from './credential.ts';
import { googleKeychain } from './google.ts';

/** The clouds' token services, as far as the clients of AWS and Google speak with them. */
let cloud: Listening;
let folder = '';
let asked: string[] = [];
let status = 200;
let now = Date.now();
const clock = { now: () => now, wait: async () => undefined };
beforeEach(async () => {
  asked = [];
  status = 200;
  now = Date.now();
  folder = await mkdtemp(join(tmpdir(), 'enforce-clouds-'));
  cloud = await listening();
  cloud.serve(async ({ headers, url = '' }, response) => {
    asked.push(String(headers['x-amz-target'] ?? url));
    const authorizationToken = Buffer.from(`AWS:token-${asked.length}`).toString('base64');
    const ecr = { authorizationToken, expiresAt: now / 1000 + 43_200 };
    const google = { access_token: 'google-token', token_type: 'Bearer', expires_in: 3600 };
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(
      JSON.stringify({
        ...google,
        issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        authorizationData: [ecr],
      }),
    );
  });
});
afterEach(async () => {
  await cloud.close();
  await rm(folder, { recursive: true });
});

const ecr = () =>
  ecrKeychain(clock, {
    endpoint: cloud.url,
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
  });

async function google() {
  const token = join(folder, 'token');
  await writeFile(token, 'subject token');
  const credentials = {
    type: 'external_account',
    audience:
      '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/p',
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_url: `${cloud.url}/v1/token`,
    credential_source: { file: token },
  };
  return googleKeychain(clock, { authClient: new IdentityPoolClient(credentials) });
}

test.each([
  '123456789012.dkr.ecr.eu-central-1.amazonaws.com/app',
  '123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com/app',
  '123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/app',
  '123456789012.dkr-ecr.eu-central-1.on.aws/app',
])('%s is shown a token of ECR', async (repository) => {
  const credential = { kind: 'basic', username: 'AWS', password: 'token-1' };
  expect(await ecr()(repository)).toEqual(credential);
  expect(asked).toEqual(['AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken']);
});

test.each(['eu-west1-docker.pkg.dev/p/r/app', 'gcr.io/p/app', 'eu.gcr.io/p/app'])(
  '%s is shown a token of Google',
  async (repository) => {
    const credential = { kind: 'basic', username: 'oauth2accesstoken', password: 'google-token' };
    expect(await (await google())(repository)).toEqual(credential);
  },
);

test.each([
  'ghcr.io/acme/app',
  'evil.example/123456789012.dkr.ecr.eu-central-1.amazonaws.com/app',
  '123456789012.dkr.ecr.eu-central-1.amazonaws.com.evil.example/app',
  'x123456789012.dkr.ecr.eu-central-1.amazonaws.com/app',
  '123456789012.dkr.ecr.evil.example/x.amazonaws.com/app',
  '123456789012.dkr.ecr.eu-central-1.amazonaws.com:8443/app',
  'gcr.io.evil.example/app',
  'evilgcr.io/app',
  'a.b.gcr.io/app',
  'docker.pkg.dev.evil.example/app',
  'gcr.io:8443/app',
])('%s is shown nothing of the clouds, which are not asked', async (repository) => {
  expect(await firstOf(ecr(), await google())(repository)).toBeUndefined();
  expect(asked).toEqual([]);
});

test('a token serves a region until shortly before it runs out, whoever asks at the same time', async () => {
  const keychain = ecr();
  const [one, other] = ['1'.repeat(12), '2'.repeat(12)].map(
    (account) => `${account}.dkr.ecr.eu-central-1.amazonaws.com/app`,
  );
  await Promise.all([keychain(one ?? ''), keychain(other ?? '')]);
  now += 42_000_000;
  await keychain(one ?? '');
  expect(asked).toHaveLength(1);
  now += 1_000_000;
  expect(await keychain(one ?? '')).toMatchObject({ password: 'token-2' });
});

test('a cloud that lends nothing is said to have lent nothing, and not asked again at once', async () => {
  status = 400;
  const keychain = firstOf(ecr(), await google());
  const repositories = [
    '1'.repeat(12).concat('.dkr.ecr.eu-central-1.amazonaws.com/app'),
    'gcr.io/p/app',
  ];
  for (const [position, repository] of repositories.entries()) {
    const why = expect.stringContaining(position === 0 ? 'AWS lent none' : 'Google lent none');
    expect(await keychain(repository)).toEqual({ kind: 'anonymous', why });
    const before = asked.length;
    await keychain(repository);
    expect(asked).toHaveLength(before);
  }
});

test('what docker login wrote comes before who this process is to a cloud', async () => {
  const auths = { 'gcr.io': { username: 'mine', password: 'x' } };
  await writeFile(join(folder, 'config.json'), JSON.stringify({ auths }));
  const keychain = ambientKeychain({ DOCKER_CONFIG: folder });
  expect(await keychain('gcr.io/p/app')).toMatchObject({ username: 'mine' });
  expect(await keychain('ghcr.io/acme/app')).toBeUndefined();
});

test('AWS’s client asks through a proxy, also for its own credentials', async () => {
  const proxy = await startProxy({});
  const token = join(folder, 'web-identity');
  await writeFile(token, 'token of a service account');
  vi.stubEnv('AWS_WEB_IDENTITY_TOKEN_FILE', token);
  vi.stubEnv('AWS_ROLE_ARN', 'arn:aws:iam::123456789012:role/agent');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  proxy.instead(403);
  const proxies = proxiesIn({ HTTPS_PROXY: proxy.host });
  const repository = '123456789012.dkr.ecr.eu-central-1.amazonaws.com/app';
  const told = ambientKeychain({ DOCKER_CONFIG: folder }, proxies)(repository);
  await told.catch(() => undefined);
  const known = { ...proxied(proxies), credentials: { accessKeyId: 'key', secretAccessKey: 'x' } };
  await ecrKeychain(clock, known)(repository).catch(() => undefined);
  vi.unstubAllEnvs();
  await proxy.close();
  const ways = new Set(proxy.asked.map(({ method, target }) => `${method} ${target}`));
  expect([...ways].sort()).toEqual([
    'CONNECT api.ecr.eu-central-1.amazonaws.com:443',
    'CONNECT sts.eu-central-1.amazonaws.com:443',
  ]);
});
