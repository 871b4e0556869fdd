// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { describe } from 'vitest';
import { documentsAt } from '../../test/fixtures/documents.ts';
import { missing } from '../../test/real/emulators/java.ts';
import { documentsContract } from './contract.ts';

const lacking = missing('firestore');
const needs = `, and all that runs again with documents there, need ${lacking}`;

describe.skipIf(lacking)(`documents in Firestore${lacking ? needs : ''}`, () => {
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
});
