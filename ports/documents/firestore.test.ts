// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { documentsAt } from '../../test/fixtures/documents.ts';
import { hurried } from '../../test/fixtures/hurried.ts';
import { missing } from '../../test/real/emulators/java.ts';
import { documentsContract, freshKey } from './contract.ts';
import { firestoreDocuments } from './firestore.ts';

const lacking = missing('firestore');

if (lacking) {
  test.skip(`documents in Firestore, and all that runs again over them, need ${lacking}`);
} else describe('documents in Firestore', () => overFirestore());

function overFirestore(): void {
  documentsContract(async () => {
    const file = randomUUID();
    let offset = 0;
    const clock = () => Date.now() + offset;
    const work = {
      documents: documentsAt(file, clock),
      clock,
      later: (milliseconds: number) => {
        offset += milliseconds;
      },
      reopen: async () => {
        await work.documents.close();
        work.documents = documentsAt(file, clock);
      },
      racers: 4,
      end: () => work.documents.close(),
    };
    return work;
  });

  test('while Firestore does not answer, everything fails in time and as unavailable', async () => {
    process.env['FIRESTORE_EMULATOR_HOST'] = '127.0.0.1:9';
    const key = freshKey();
    const away = firestoreDocuments({ project: 'demo-away' });
    const all = await hurried(() =>
      Promise.allSettled([
        away.get(key),
        away.query({ collection: key.collection, limit: 1 }),
        away.create(key, {}),
        away.put(key, {}),
        away.delete(key),
        away.transaction((transaction) => transaction.get(key)),
      ]),
    );
    for (const each of all) {
      expect(each).toMatchObject({ status: 'rejected', reason: { code: 'UNAVAILABLE' } });
    }
    await hurried(() => away.close());
  });
}
