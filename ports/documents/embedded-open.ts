// SPDX-License-Identifier: Apache-2.0
import { chmodSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Failure } from '../../core/errors.ts';

/** What `user_version` says of a file that this code reads. */
const format = 1;

const tables = `
  CREATE TABLE IF NOT EXISTS documents (
    collection TEXT NOT NULL, id TEXT NOT NULL, json TEXT NOT NULL, version TEXT NOT NULL,
    expires INTEGER, PRIMARY KEY (collection, id)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS entries (
    collection TEXT NOT NULL, field TEXT NOT NULL, value ANY NOT NULL, id TEXT NOT NULL,
    PRIMARY KEY (collection, field, value, id)) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS entries_of ON entries (collection, id);
  CREATE INDEX IF NOT EXISTS expiring ON documents (expires) WHERE expires IS NOT NULL;`;

/**
 * Opens the file, makes its tables, and clears away what expired more than a day ago.
 * @throws Failure FAILED_PRECONDITION when another process has the file open, or newer code wrote it
 */
export function openFile(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    chmodSync(file, 0o600);
    // The lock is held while the process lives and falls with it, however it ends.
    database.exec(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;',
    );
    database.exec('BEGIN IMMEDIATE');
    const found = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
    if (found > format) throw newer(file);
    database.exec(`${tables} PRAGMA user_version = ${format};`);
    removeExpired(database, Date.now() - 86_400_000);
    database.exec('COMMIT');
    return database;
  } catch (cause) {
    database.close();
    throw cause instanceof Failure ? cause : busy(file, cause);
  }
}

function removeExpired(database: DatabaseSync, before: number): void {
  const gone = 'SELECT collection, id FROM documents WHERE expires < ?';
  database.prepare(`DELETE FROM entries WHERE (collection, id) IN (${gone})`).run(before);
  database.prepare('DELETE FROM documents WHERE expires < ?').run(before);
}

const busy = (file: string, cause: unknown): Failure =>
  new Failure('FAILED_PRECONDITION', `${file} is in use by another process, or is not a database`, {
    next: 'npm start -- --data ANOTHER_FOLDER',
    cause,
  });

const newer = (file: string): Failure =>
  new Failure('FAILED_PRECONDITION', `${file} was written by a newer version of Enforce`, {
    next: 'git pull',
  });
