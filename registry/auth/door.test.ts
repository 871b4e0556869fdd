// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseReference } from '../../core/policy/reference.ts';
import { listening } from '../../test/fixtures/auth/listening.ts';
import type { Blob } from '../../test/fixtures/registry/content.ts';
import {
  basicOf,
  guardedByPassword,
  guardedByTokens,
  type TokenService,
} from '../../test/fixtures/registry/guard.ts';
import { type MemoryRegistry, memoryRegistry } from '../../test/fixtures/registry/memory.ts';
import { pushBundle, pushImage } from '../../test/fixtures/registry/push.ts';
import type { Credential } from '../credentials/credential.ts';
import { openRegistry, type Registry } from '../registry.ts';

let memory: MemoryRegistry;
let registry: Registry;
let image: Blob;
let service: TokenService | undefined;
let now = Date.now();
beforeEach(async () => {
  now = Date.now();
  service = undefined;
  memory = await memoryRegistry();
  image = await pushImage(`${memory.url}/v2/team/app`, 'one', 'v1');
  await pushBundle(`${memory.url}/v2/team/app`, image, 'bundle');
  await pushImage(`${memory.url}/v2/team/other`, 'one', 'v1');
  memory.forget();
  const clock = { now: () => now, wait: async () => undefined };
  registry = openRegistry({ reach: 'private', keep: 0, clock });
});
afterEach(async () => {
  registry.close();
  await memory.close();
  await service?.close();
});

const me: Credential = { kind: 'basic', username: 'me', password: 'secret' };
const as = (credential: Credential | undefined) => async () => credential;
const resolve = (name: string, credential?: Credential) =>
  registry.resolve(parseReference(`${memory.host}/${name}`), as(credential));
const collect = (credential?: Credential) => {
  const subject = { digest: image.digest, repository: `${memory.host}/team/app`, tagPrefix: '' };
  return registry.collect(subject, as(credential), { fresh: true });
};
const refused = { kind: 'trouble', trouble: { reason: 'refused' } };
const found = { kind: 'found' };

test('a name and password are shown once the registry asks for them, and not before', async () => {
  memory.instead(guardedByPassword('me', 'secret'));
  expect(await resolve('team/app:v1', me)).toMatchObject(found);
  expect(memory.asked.map(({ authorization }) => authorization)).toEqual([
    undefined,
    basicOf('me', 'secret'),
  ]);
  await resolve('team/other:v1', me);
  expect(memory.asked).toHaveLength(3);
});

test('a wrong password is a refusal, and so is none', async () => {
  memory.instead(guardedByPassword('me', 'another'));
  expect(await resolve('team/app:v1', me)).toMatchObject(refused);
  expect(await resolve('team/app:v1')).toMatchObject(refused);
  expect(await resolve('team/app:absent', me)).toMatchObject(refused);
});

test('one challenge and one token serve all requests for a repository', async () => {
  service = await guardedByTokens(memory, { basic: basicOf('me', 'secret') });
  const evidence = await collect(me);
  expect(evidence.trouble).toEqual([]);
  expect(evidence.found).toHaveLength(1);
  expect(service.asked).toHaveLength(1);
  expect(service.asked[0]).toMatchObject({ method: 'GET', authorization: basicOf('me', 'secret') });
  expect(service.asked[0]?.fields.get('scope')).toBe('repository:team/app:pull');
  expect(service.asked[0]?.fields.get('service')).toBe('registry.test');
  expect(memory.asked.filter(({ authorization }) => authorization === undefined)).toHaveLength(1);
});

test('another repository of the host needs a token of its own, and no challenge', async () => {
  service = await guardedByTokens(memory);
  await resolve('team/app:v1');
  memory.forget();
  expect(await resolve('team/other:v1')).toMatchObject(found);
  expect(memory.asked).toHaveLength(1);
  expect(service.asked).toHaveLength(2);
});

test('a token that has run out is replaced before it is used', async () => {
  service = await guardedByTokens(memory);
  await resolve('team/app:v1');
  now += 291_000;
  memory.forget();
  expect(await resolve('team/app:v1')).toMatchObject(found);
  expect(service.asked).toHaveLength(2);
  expect(memory.asked).toHaveLength(1);
});

test('a token that the registry no longer takes is replaced once', async () => {
  service = await guardedByTokens(memory);
  await resolve('team/app:v1');
  await service.close();
  service = await guardedByTokens(memory);
  expect(await resolve('team/app:v1')).toMatchObject(found);
  expect(service.asked).toHaveLength(1);
});

test('a refresh token is sent in the body of a request to the token service alone', async () => {
  service = await guardedByTokens(memory, { refreshToken: 'refresh me' });
  const identity: Credential = { kind: 'identity', token: 'refresh me' };
  expect(await resolve('team/app:v1', identity)).toMatchObject(found);
  expect(service.asked).toMatchObject([{ method: 'POST', authorization: undefined }]);
  expect(JSON.stringify(memory.asked)).not.toContain('refresh me');
});

test('nobody is given what was fetched with another’s credentials', async () => {
  service = await guardedByTokens(memory, { basic: basicOf('me', 'secret') });
  registry.close();
  registry = openRegistry({ reach: 'private' });
  const subject = { digest: image.digest, repository: `${memory.host}/team/app`, tagPrefix: '' };
  expect((await registry.collect(subject, as(me))).found).toHaveLength(1);
  for (const other of [undefined, { ...me, password: 'guess' }]) {
    const evidence = await registry.collect(subject, as(other));
    expect(evidence.found).toEqual([]);
    expect(new Set(evidence.trouble.map(({ reason }) => reason))).toEqual(new Set(['refused']));
  }
});

test('a tag that is hidden from strangers is not absent for who has credentials', async () => {
  const guard = guardedByPassword('me', 'secret');
  memory.instead((request, response) => {
    if (request.url === '/v2/') return guard(request, response);
    if (request.headers.authorization === basicOf('me', 'secret')) return false;
    response.writeHead(404).end();
    return true;
  });
  expect(await resolve('team/app:v1', me)).toMatchObject(found);
});

test('an absent tag is absent where nobody asks for the credentials that one has', async () => {
  expect(await resolve('team/app:absent', me)).toEqual({ kind: 'absent' });
  expect(memory.asked.map(({ authorization }) => authorization)).not.toContain(
    basicOf('me', 'secret'),
  );
});

test.each([
  ['http://192.0.2.1/token', 'refused'],
  ['http://169.254.169.254/token', 'refused'],
  ['https://169.254.169.254/token', 'unreachable'],
  ['https://[fd00:ec2::254]/token', 'unreachable'],
  ['file:///token', 'refused'],
  ['https://user:password@127.0.0.1/token', 'refused'],
  ['nonsense', 'refused'],
])('a token service at %s is sent nothing', async (realm, reason) => {
  memory.instead((_, response) => {
    response.writeHead(401, { 'www-authenticate': `Bearer realm="${realm}"` }).end();
    return true;
  });
  const resolved = await resolve('team/app:v1', me);
  expect(resolved).toMatchObject({ kind: 'trouble', trouble: { reason } });
  expect(JSON.stringify(resolved)).not.toContain('secret');
});

test('credentials and tokens stay behind at a redirect, and who it leads to cannot ask for them', async () => {
  const shown: (string | undefined)[] = [];
  const elsewhere = await listening();
  elsewhere.serve(async ({ headers }, response) => {
    shown.push(headers.authorization);
    const realm = `${elsewhere.url}/token`;
    response
      .writeHead(401, { 'www-authenticate': `Bearer realm="${realm}", Basic realm="x"` })
      .end();
  });
  const guard = guardedByPassword('me', 'secret');
  memory.instead((request, response) => {
    if (guard(request, response)) return true;
    response.writeHead(307, { location: `${elsewhere.url}/blob` }).end();
    return true;
  });
  expect(await resolve('team/app:v1', me)).toMatchObject(refused);
  expect(shown).toEqual([undefined]);
  await elsewhere.close();
});

test('a token service that redirects is not followed with credentials', async () => {
  const shown: (string | undefined)[] = [];
  const elsewhere = await listening();
  elsewhere.serve(async ({ headers, url = '' }, response) => {
    shown.push(headers.authorization);
    if (url === '/second') response.end(JSON.stringify({ token: 'stolen' }));
    else response.writeHead(307, { location: '/second' }).end();
  });
  memory.instead(({ headers }, response) => {
    const realm = `${elsewhere.url}/first`;
    if (headers.authorization === 'Bearer stolen') return false;
    response.writeHead(401, { 'www-authenticate': `Bearer realm="${realm}"` }).end();
    return true;
  });
  await resolve('team/app:v1', me);
  expect(shown.filter((each) => each !== undefined)).toEqual([basicOf('me', 'secret')]);
  await elsewhere.close();
});

test('a token service that is busy is no refusal', async () => {
  const busy = await listening();
  busy.serve(async (_, response) => void response.writeHead(503).end());
  memory.instead((_, response) => {
    response.writeHead(401, { 'www-authenticate': `Bearer realm="${busy.url}"` }).end();
    return true;
  });
  const unreachable = { kind: 'trouble', trouble: { reason: 'unreachable' } };
  expect(await resolve('team/app:v1')).toMatchObject(unreachable);
  await busy.close();
});
