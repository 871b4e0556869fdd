// SPDX-License-Identifier: Apache-2.0
import type { Documents, Reader, Transaction } from '../../../ports/documents/port.ts';

/** What was asked of the store of documents, as Firestore would charge it, and which endpoints were called. */
export interface Tally {
  reads: number;
  writes: number;
  /** Writes by collection. */
  written: Record<string, number>;
  /** Calls by the id of their endpoint, and refusals by their code. */
  calls: Record<string, number>;
  refused: Record<string, number>;
  /** Of the home's process: milliseconds, and bytes resident. */
  cpu: number;
  resident: number;
}

export const nothing = (): Tally => ({
  reads: 0,
  writes: 0,
  written: {},
  calls: {},
  refused: {},
  cpu: 0,
  resident: 0,
});

/** One more under the name. */
export const one = (counts: Record<string, number>, name: string): void => {
  counts[name] = (counts[name] ?? 0) + 1;
};

/** The documents, each read and write counted: also those of transactions that are tried again. */
export function counted(documents: Documents, tally: Tally): Documents {
  const reading = (reader: Reader): Reader => ({
    get: (key) => {
      tally.reads += 1;
      return reader.get(key);
    },
    getAll: (keys) => {
      tally.reads += keys.length;
      return reader.getAll(keys);
    },
    query: async (query) => {
      const found = await reader.query(query);
      // A query that finds nothing costs a read too.
      tally.reads += Math.max(1, found.length);
      return found;
    },
  });
  const wrote = (collection: string) => {
    tally.writes += 1;
    one(tally.written, collection);
  };
  const within = (transaction: Transaction): Transaction => ({
    ...reading(transaction),
    create: (key, data) => {
      wrote(key.collection.name);
      transaction.create(key, data);
    },
    put: (key, data) => {
      wrote(key.collection.name);
      transaction.put(key, data);
    },
    delete: (key) => {
      wrote(key.collection.name);
      transaction.delete(key);
    },
  });
  return {
    ...reading(documents),
    count: async (what) => {
      const number = await documents.count(what);
      tally.reads += Math.max(1, Math.ceil(number / 1000));
      return number;
    },
    create: (key, data) => {
      wrote(key.collection.name);
      return documents.create(key, data);
    },
    put: (key, data, condition) => {
      wrote(key.collection.name);
      return documents.put(key, data, condition);
    },
    delete: (key, condition) => {
      wrote(key.collection.name);
      return documents.delete(key, condition);
    },
    transaction: (run) => documents.transaction((transaction) => run(within(transaction))),
    watch: (key, seen) =>
      documents.watch(key, (document) => {
        tally.reads += 1;
        seen(document);
      }),
    close: () => documents.close(),
  };
}
