// SPDX-License-Identifier: Apache-2.0
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Documents } from '../../ports/documents/port.ts';
import { oidcModels } from '../../store/collections.ts';
import { documentsAt } from '../../test/fixtures/documents.ts';
import { adapterOver } from './adapter.ts';
import { sealer } from './sealing.ts';

let documents: Documents;
let now = Date.now();
beforeAll(async () => {
  const data = await mkdtemp(join(tmpdir(), 'enforce-adapter-'));
  documents = documentsAt(join(data, 'documents.db'), () => now);
});
afterAll(() => documents.close());

const secrets = ['the newest secret for tests', 'the one before it'];
const adapter = (model: string, known = secrets) =>
  new (adapterOver(documents, sealer(known), () => now))(model);

test('what is kept can be found by its id, its user code and its uid', async () => {
  const payload = { jti: 'device', userCode: 'BCDFGHJK', kind: 'DeviceCode' };
  await adapter('DeviceCode').upsert('device', payload, 60);
  expect(await adapter('DeviceCode').find('device')).toEqual(payload);
  expect(await adapter('DeviceCode').findByUserCode('BCDFGHJK')).toEqual(payload);
  await adapter('Session').upsert('cookie', { uid: 'u', jti: 'cookie' }, 60);
  expect(await adapter('Session').findByUid('u')).toEqual({ uid: 'u', jti: 'cookie' });
});

test('one model never answers for another', async () => {
  await adapter('RefreshToken').upsert('id', { jti: 'id' }, 60);
  expect(await adapter('AuthorizationCode').find('id')).toBeUndefined();
});

test('the store holds no secret: neither ids nor codes nor what stands in a payload', async () => {
  const payload = {
    jti: 'SECRET-ID',
    userCode: 'SECRETCODE',
    uid: 'SECRET-UID',
    grantId: 'SECRET-G',
  };
  await adapter('DeviceCode').upsert('SECRET-ID', payload, 60);
  const all = await documents.query({ collection: oidcModels, limit: 1000 });
  expect(JSON.stringify(all)).not.toContain('SECRET');
});

test('what has expired is not found', async () => {
  await adapter('AuthorizationCode').upsert('brief', { jti: 'brief' }, 60);
  now += 61_000;
  expect(await adapter('AuthorizationCode').find('brief')).toBeUndefined();
});

test('using up works once: whoever comes second is refused, and all of the grant is gone', async () => {
  const tokens = adapter('RefreshToken');
  await adapter('Grant').upsert('grant', { jti: 'grant' }, 60);
  for (const jti of ['one', 'two']) await tokens.upsert(jti, { jti, grantId: 'grant' }, 60);
  await tokens.upsert('other', { jti: 'other', grantId: 'another' }, 60);
  const tries = await Promise.allSettled([tokens.consume('one'), tokens.consume('one')]);
  expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await tokens.find('two')).toBeUndefined();
  expect(await adapter('Grant').find('grant')).toBeUndefined();
  expect(await tokens.find('other')).toBeDefined();
});

test('what was revoked meanwhile cannot be used up', async () => {
  await expect(adapter('RefreshToken').consume('gone')).rejects.toMatchObject({
    error: 'invalid_grant',
  });
});

test('a used token is remembered as used, so that its return is seen', async () => {
  await adapter('RefreshToken').upsert('used', { jti: 'used' }, 60);
  await adapter('RefreshToken').consume('used');
  expect(await adapter('RefreshToken').find('used')).toMatchObject({
    jti: 'used',
    consumed: expect.any(Number),
  });
});

test('a grant with many tokens loses all of them', async () => {
  const tokens = adapter('RefreshToken');
  const ids = Array.from({ length: 250 }, (_, index) => `many-${index}`);
  for (const jti of ids) await tokens.upsert(jti, { jti, grantId: 'many' }, 60);
  await tokens.revokeByGrantId('many');
  const left = await Promise.all(ids.map((id) => tokens.find(id)));
  expect(left.filter((each) => each !== undefined)).toEqual([]);
});

test('secrets can be rotated: the one before still opens, a forgotten one opens nothing', async () => {
  await adapter('Session', ['the one before it']).upsert('s', { jti: 's' }, 60);
  expect(await adapter('Session').find('s')).toEqual({ jti: 's' });
  expect(await adapter('Session', ['a new one alone']).find('s')).toBeUndefined();
});

test('what is sealed for one place does not open at another, nor when it was changed', () => {
  const { seal, open } = sealer(secrets);
  const sealed = seal('text', 'here');
  expect(open(sealed, 'here')).toBe('text');
  expect(open(sealed, 'there')).toBeUndefined();
  expect(open(`${sealed.slice(0, -2)}AA`, 'here')).toBeUndefined();
  expect(open('', 'here')).toBeUndefined();
});
