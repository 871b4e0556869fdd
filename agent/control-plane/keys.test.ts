// SPDX-License-Identifier: Apache-2.0
import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { newChild, rootOf } from '../../core/iam/uidp.ts';
import { scripted } from '../../test/fixtures/kube/scripted.ts';
import { keepKeys } from './keys.ts';
import type { Ask } from './send.ts';

const key = (kid: string) => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' };
};

test('the keys of the API server are told once, and again when there are others', async () => {
  let keys = [key('one')];
  const server = await scripted((request, response) => {
    expect(request.url).toBe('/openid/v1/jwks');
    response.setHeader('content-type', 'application/jwk-set+json');
    response.end(JSON.stringify({ keys }));
  });
  const cluster = newChild(rootOf(new Uint8Array(20)));
  const told: unknown[] = [];
  const ask: Ask = async (endpoint, request) => {
    told.push([endpoint.id, request]);
    return endpoint.response.parse({}) as never;
  };
  const tend = keepKeys(server.kube, {
    ask: () => ask,
    token: async () => 'signed with a key that is known',
    enrolment: { known: async () => cluster, register: async () => undefined },
  });
  await tend();
  await tend();
  const first = keys;
  keys = [...keys, key('two')];
  await tend();
  expect(told).toEqual([
    ['auth.replaceKeys', { cluster, keys: first }],
    ['auth.replaceKeys', { cluster, keys }],
  ]);
  await server.close();
});
