// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { Failure } from '../../core/errors.ts';
import type { Content } from './content.ts';
import { parser } from './embedded-parse.ts';
import { comparable, count, element, select } from './embedded-select.ts';
import { checkCollection, pathOf } from './key.ts';
import {
  Conflict,
  type Document,
  type Documents,
  type Fields,
  type Key,
  type Reader,
} from './port.ts';
import { checkQuery, countable } from './query.ts';
import { collect, type Write } from './writes.ts';

/** How long the function of a transaction may take, in milliseconds: it holds all other writers up. */
const deadline = 10_000;

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
 * Documents in one SQLite file, for one process at a time: every commit is on the disk when it is
 * acknowledged. One writer runs at a time; readers see what was committed last.
 * @throws Failure FAILED_PRECONDITION when another process has the file open, or newer code wrote it
 */
export function openDocuments(file: string, clock: () => number = Date.now): Documents {
  const database = open(file);
  const statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();
  const prepared = (sql: string) => {
    const known = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, known);
    return known;
  };
  /** Rows as lists, which are read in two thirds of the time. */
  const tuples = (sql: string) => {
    const statement = prepared(sql);
    statement.setReturnArrays(true);
    return statement as unknown as { all: (...values: SQLInputValue[]) => unknown[][] };
  };
  const parse = parser();
  const documentOf = ({ id, json, version }: Row): Document => ({
    id: String(id),
    data: parse(String(json), String(version)),
    version: String(version),
  });
  const watchers = new Map<string, Set<() => void>>();
  let tail: Promise<unknown> = Promise.resolve();

  const one = ({ collection, id }: Key): Document | undefined => {
    checkCollection(collection);
    const row = prepared(
      'SELECT id, json, version, expires FROM documents WHERE collection = ? AND id = ?',
    ).get(collection.name, id);
    return row && live(row, clock()) ? documentOf(row) : undefined;
  };
  const reader: Reader = {
    get: async (key) => one(checked(key)),
    getAll: async (keys) => keys.map((key) => one(checked(key))),
    query: async (query) => {
      checkQuery(query);
      const { sql, values } = select(query, clock());
      return tuples(sql)
        .all(...values)
        .map(([id, json, version]) => documentOf({ id, json, version }));
    },
  };

  const apply = (writes: Write[]): void => {
    database.exec('BEGIN IMMEDIATE');
    try {
      for (const write of writes) perform(write);
      database.exec('COMMIT');
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
    for (const { path } of writes) for (const told of watchers.get(path) ?? []) told();
  };
  const perform = (write: Write): void => {
    const { collection, id } = write.key;
    if (write.kind === 'create' && one(write.key) !== undefined) {
      throw new Conflict('exists', write.path);
    }
    prepared('DELETE FROM entries WHERE collection = ? AND id = ?').run(collection.name, id);
    if (write.kind === 'delete') {
      prepared('DELETE FROM documents WHERE collection = ? AND id = ?').run(collection.name, id);
      return;
    }
    insert(collection.name, id, write.content);
  };
  const insert = (collection: string, id: string, { json, indexed, expires }: Content): void => {
    prepared('INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?)').run(
      collection,
      id,
      json,
      randomBytes(8).toString('base64'),
      expires ?? null,
    );
    for (const [field, value] of Object.entries(indexed)) {
      const entries = Array.isArray(value) ? value.map(element) : [comparable(value)];
      for (const entry of entries) {
        prepared('INSERT INTO entries VALUES (?, ?, ?, ?)').run(collection, field, entry, id);
      }
    }
  };

  /** One after the other, whatever became of the one before. */
  const queued = <T>(run: () => Promise<T>): Promise<T> => {
    const mine = tail.then(run, run);
    tail = mine.catch(() => undefined);
    return mine;
  };
  const written = (key: Key, version: string | undefined, make: () => Promise<Write[]>) =>
    queued(async () => {
      const writes = await make();
      if (version !== undefined && one(key)?.version !== version) {
        throw new Conflict('changed', pathOf(key));
      }
      apply(writes);
    });
  const collected = async (key: Key, kind: 'create' | 'put' | 'delete', data: Fields) =>
    (
      await collect(
        reader,
        async (transaction) => {
          if (kind === 'delete') transaction.delete(key);
          else transaction[kind](key, data);
        },
        deadline,
      )
    ).writes;

  return {
    ...reader,
    count: async (tally) => {
      const { sql, values } = count(countable(tally), clock());
      return Number(tuples(sql).all(...values)[0]?.[0]);
    },
    create: (key, data) => written(key, undefined, () => collected(key, 'create', data)),
    put: (key, data, condition) =>
      written(key, condition?.version, () => collected(key, 'put', data)),
    delete: (key, condition) =>
      written(key, condition?.version, () => collected(key, 'delete', {})),
    transaction: (run) =>
      queued(async () => {
        const { answer, writes } = await collect(reader, run, deadline);
        if (writes.length > 0) apply(writes);
        return answer;
      }),
    watch: (key, seen) => {
      const path = pathOf(key);
      const told = () => queueMicrotask(() => watchers.get(path)?.has(told) && seen(one(key)));
      watchers.set(path, (watchers.get(path) ?? new Set()).add(told));
      told();
      return () => {
        watchers.get(path)?.delete(told);
        if (watchers.get(path)?.size === 0) watchers.delete(path);
      };
    },
    close: async () => {
      await tail;
      watchers.clear();
      if (database.isOpen) database.close();
    },
  };
}

function open(file: string): DatabaseSync {
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

function checked(key: Key): Key {
  pathOf(key);
  return key;
}

type Row = Record<string, unknown>;

const live = ({ expires }: Row, now: number): boolean => expires === null || Number(expires) > now;

const busy = (file: string, cause: unknown): Failure =>
  new Failure('FAILED_PRECONDITION', `${file} is in use by another process, or is not a database`, {
    next: 'npm start -- --data ANOTHER_FOLDER',
    cause,
  });

const newer = (file: string): Failure =>
  new Failure('FAILED_PRECONDITION', `${file} was written by a newer version of Enforce`, {
    next: 'git pull',
  });
