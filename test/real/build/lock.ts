// SPDX-License-Identifier: Apache-2.0
import { DatabaseSync } from 'node:sqlite';

/** Longer than the slowest part takes on a slow machine. */
const patience = 3_600_000;

/**
 * Takes a lock that the system gives back however the process ends: SQLite's lock on a file of its
 * own. Says so once when it has to wait, and blocks meanwhile. Returns what gives the lock back.
 */
export function lock(file: string, waiting: () => void): () => void {
  const database = new DatabaseSync(file);
  try {
    begin(database, 0);
  } catch {
    waiting();
    begin(database, patience);
  }
  return () => database.close();
}

function begin(database: DatabaseSync, milliseconds: number): void {
  database.exec(`PRAGMA busy_timeout = ${milliseconds}`);
  database.exec('BEGIN EXCLUSIVE');
}
