// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { expiryContract } from './contract/expiry.ts';
import { limitsContract } from './contract/limits.ts';
import { queriesContract } from './contract/queries.ts';
import { transactionsContract } from './contract/transactions.ts';
import { watchContract } from './contract/watch.ts';
import { writesContract } from './contract/writes.ts';
import type { Collection, Documents, Key } from './port.ts';

/** A store with nothing in it, under a clock that the test moves. */
export interface DocumentsAtWork {
  documents: Documents;
  /** The store's clock: milliseconds since 1970. */
  clock: () => number;
  /** Moves it on, in milliseconds. */
  later: (milliseconds: number) => void;
  /** Closes, and opens again what was kept; `documents` is another afterwards. */
  reopen: () => Promise<void>;
  /** How many may contend for a document without the store giving up on one of them. */
  racers: number;
  end: () => Promise<void>;
}

/** What every adapter of the documents port keeps. */
export function documentsContract(open: () => Promise<DocumentsAtWork>): void {
  let work: DocumentsAtWork | undefined;
  beforeAll(async () => {
    work = await open();
  });
  afterAll(() => work?.end());
  const at = (): DocumentsAtWork => {
    if (work === undefined) throw new Error('the store is not open');
    return work;
  };
  writesContract(at);
  transactionsContract(at);
  queriesContract(at);
  limitsContract(at);
  expiryContract(at);
  watchContract(at);
}

/** A collection that nothing has been written to. */
export const fresh = (indexed: readonly string[] = [], expires?: string): Collection => ({
  name: `things-${randomBytes(6).toString('hex')}`,
  indexed,
  ...(expires === undefined ? {} : { expires }),
});

/** A key in a collection that nothing has been written to. */
export const freshKey = (id = 'one'): Key => ({ collection: fresh(), id });
