// SPDX-License-Identifier: Apache-2.0
import type { DatabaseSync } from 'node:sqlite';

/** Writes that reach the disk together. */
export interface Group {
  /** Makes the writes of one transaction, all or nothing. @throws what `write` throws, with nothing written */
  add: (write: () => void) => void;
  /** Waits until all that is written is on the disk. @throws what SQLite says when it was taken back instead */
  durable: () => Promise<void>;
  /** Whether something is written that is not on the disk. */
  pending: () => boolean;
  /** Waits until it is there, or was taken back: what is read then was committed. */
  settled: () => Promise<void>;
}

/**
 * Transactions of one turn of the event loop share a commit, and so one wait for the disk, which costs
 * more than most of them. Each is a savepoint: one that fails takes nothing of the others along.
 */
export function groupCommits(database: DatabaseSync): Group {
  let open: PromiseWithResolvers<void> | undefined;

  const begun = (): void => {
    if (open !== undefined) return;
    database.exec('BEGIN IMMEDIATE');
    const group = Promise.withResolvers<void>();
    // Whoever wrote waits for it; when nobody wrote in the end, nobody does.
    group.promise.catch(() => undefined);
    open = group;
    setImmediate(() => {
      if (open === group) end(() => database.exec('COMMIT'));
    });
  };
  const end = (commit: () => void): void => {
    const group = open;
    open = undefined;
    try {
      commit();
      group?.resolve();
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      group?.reject(error);
    }
  };

  return {
    add: (write) => {
      begun();
      database.exec('SAVEPOINT one');
      try {
        write();
        database.exec('RELEASE one');
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK TO one; RELEASE one');
        // SQLite has taken everything back by itself, as it does when the disk is full.
        else end(() => raise(error));
        throw error;
      }
    },
    durable: async () => open?.promise,
    pending: () => open !== undefined,
    settled: () => open?.promise.catch(() => undefined) ?? Promise.resolve(),
  };
}

function raise(error: unknown): never {
  throw error;
}
