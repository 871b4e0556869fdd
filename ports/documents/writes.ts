// SPDX-License-Identifier: Apache-2.0
import { Failure } from '../../core/errors.ts';
import { type Content, encode } from './content.ts';
import { pathOf } from './key.ts';
import {
  Conflict,
  type Fields,
  type Key,
  mostWrites,
  type Reader,
  type Transaction,
} from './port.ts';

/** One write of a transaction, checked and encoded. */
export type Write = { key: Key; path: string } & (
  | { kind: 'create' | 'put'; content: Content }
  | { kind: 'delete' }
);

/**
 * Runs the function of a transaction on the reader and collects what it writes. It is ended with
 * Conflict 'contended' when it has not returned after `deadline` milliseconds: it holds others up.
 *
 * @throws Conflict 'contended', or what the function throws
 */
export async function collect<T>(
  reader: Reader,
  run: (transaction: Transaction) => Promise<T>,
  deadline: number,
): Promise<{ answer: T; writes: Write[] }> {
  const writes: Write[] = [];
  let size = 0;
  let open = true;

  const reading = () => {
    if (!open) throw new Error('the transaction has ended');
    if (writes.length > 0) throw new Error('a transaction reads before it writes');
    return reader;
  };
  const write = (next: Write) => {
    if (!open) throw new Error('the transaction has ended');
    size += 'content' in next ? next.content.size : 0;
    if (writes.length === mostWrites || size > largestTransaction) {
      throw new Failure('INVALID_ARGUMENT', 'too much is written at once', {
        place: next.path,
        next: 'the same in parts',
      });
    }
    writes.push(next);
  };
  const filled = (kind: 'create' | 'put') => (key: Key, fields: Fields) =>
    write({ kind, key, path: pathOf(key), content: encode(key.collection, fields) });

  const transaction: Transaction = {
    get: async (key) => reading().get(key),
    getAll: async (keys) => reading().getAll(keys),
    query: async (query) => reading().query(query),
    create: filled('create'),
    put: filled('put'),
    delete: (key) => write({ kind: 'delete', key, path: pathOf(key) }),
  };

  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Conflict('contended', 'transaction')), deadline);
  });
  try {
    return { answer: await Promise.race([run(transaction), late]), writes };
  } finally {
    open = false;
    clearTimeout(timer);
  }
}

/** Bytes of all documents in one transaction: Firestore takes 10 MiB at once, its emulator 4. */
const largestTransaction = 3_000_000;
