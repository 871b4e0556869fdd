// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { firestoreDocuments } from '../../../ports/documents/firestore.ts';
import type { Documents } from '../../../ports/documents/port.ts';
import { type Emulator, missing, start } from './java.ts';

const lacking = missing('firestore');
const project = 'demo-rules';
const key = { collection: { name: 'groups', indexed: [] }, id: 'one' };

/** What Firebase Authentication would give to someone who has logged in; the emulator checks no signature. */
const person = [{ alg: 'none' }, { sub: 'person', user_id: 'person', aud: project }]
  .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .concat('')
  .join('.');

describe.skipIf(lacking)(`firestore.rules${lacking ? `, need ${lacking}` : ''}`, () => {
  let emulator: Emulator;
  let documents: Documents;
  beforeAll(async () => {
    emulator = await start('firestore');
    process.env['FIRESTORE_EMULATOR_HOST'] = emulator.host;
    documents = firestoreDocuments({ project });
    await documents.create(key, { n: 1 });
  });
  afterAll(async () => {
    await documents?.close();
    await emulator?.stop();
  });

  test.each([
    ['a stranger', {}],
    ['a person who has logged in', { authorization: `Bearer ${person}` }],
  ])('%s who comes directly reads and writes nothing', async (_, headers) => {
    const root = `http://${emulator.host}/v1/projects/${project}/databases/(default)/documents`;
    const ask = async (method: string, path: string, body?: object) => {
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const answer = await fetch(root + path, { method, headers, ...sent });
      return { status: answer.status, said: await answer.text() };
    };
    const query = { structuredQuery: { from: [{ collectionId: 'groups' }] } };
    for (const answer of [
      await ask('GET', '/groups/one'),
      await ask('GET', '/groups'),
      await ask('POST', ':runQuery', query),
      await ask('PATCH', '/groups/one', { fields: {} }),
      await ask('POST', '/groups?documentId=two', { fields: {} }),
      await ask('DELETE', '/groups/one'),
    ]) {
      expect(answer).toMatchObject({
        status: 403,
        said: expect.stringContaining('PERMISSION_DENIED'),
      });
    }
    expect((await documents.get(key))?.data).toEqual({ n: 1 });
  });
});
