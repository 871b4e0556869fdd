// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Content } from './content.ts';
import { groupCommits } from './embedded-group.ts';
import { openFile } from './embedded-open.ts';
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

/**
 * Documents in one SQLite file, for one process at a time: every write is on the disk when it is
 * acknowledged. One writer runs at a time; readers see what was committed last.
 * @throws Failure FAILED_PRECONDITION when another process has the file open, or newer code wrote it
 */
export function openDocuments(file: string, clock: () => number = Date.now): Documents {
  const database = openFile(file);
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
  const group = groupCommits(database);

  const one = ({ collection, id }: Key): Document | undefined => {
    checkCollection(collection);
    const row = prepared(
      'SELECT id, json, version, expires FROM documents WHERE collection = ? AND id = ?',
    ).get(collection.name, id);
    return row && live(row, clock()) ? documentOf(row) : undefined;
  };
  /** For transactions: they see what those before them wrote, and are answered after it. */
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

  /** For all others. */
  const committed = <T>(read: () => Promise<T>): Promise<T> =>
    group.pending() ? group.settled().then(() => committed(read)) : read();

  const apply = (writes: Write[]): Promise<void> => {
    group.add(() => writes.forEach(perform));
    return group.durable().then(() => {
      for (const { path } of writes) for (const told of watchers.get(path) ?? []) told();
    });
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

  /** One after the other, whatever became of the one before; the next does not wait for the disk. */
  const queued = async <T>(run: () => Promise<Done<T>>): Promise<T> => {
    const mine = tail.then(run, run);
    tail = mine.catch(() => undefined);
    try {
      const { answer, durable } = await mine;
      await durable;
      return answer;
    } catch (error) {
      // What it failed at may be what those before it wrote.
      await group.settled();
      throw error;
    }
  };
  const written = (key: Key, version: string | undefined, make: () => Promise<Write[]>) =>
    queued(async () => {
      const writes = await make();
      if (version !== undefined && one(key)?.version !== version) {
        throw new Conflict('changed', pathOf(key));
      }
      return { answer: undefined, durable: apply(writes) };
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
    get: (key) => committed(() => reader.get(key)),
    getAll: (keys) => committed(() => reader.getAll(keys)),
    query: (query) => committed(() => reader.query(query)),
    count: (tally) =>
      committed(async () => {
        const { sql, values } = count(countable(tally), clock());
        return Number(tuples(sql).all(...values)[0]?.[0]);
      }),
    create: (key, data) => written(key, undefined, () => collected(key, 'create', data)),
    put: (key, data, condition) =>
      written(key, condition?.version, () => collected(key, 'put', data)),
    delete: (key, condition) =>
      written(key, condition?.version, () => collected(key, 'delete', {})),
    transaction: (run) =>
      queued(async () => {
        const { answer, writes } = await collect(reader, run, deadline);
        return { answer, durable: writes.length > 0 ? apply(writes) : group.durable() };
      }),
    watch: (key, seen) => {
      const path = pathOf(key);
      const look = async () => void (watchers.get(path)?.has(told) && seen(one(key)));
      const told = () => queueMicrotask(() => void committed(look));
      watchers.set(path, (watchers.get(path) ?? new Set()).add(told));
      told();
      return () => {
        watchers.get(path)?.delete(told);
        if (watchers.get(path)?.size === 0) watchers.delete(path);
      };
    },
    close: async () => {
      await tail;
      await group.settled();
      watchers.clear();
      if (database.isOpen) database.close();
    },
  };
}

function checked(key: Key): Key {
  pathOf(key);
  return key;
}

/** What a transaction answered, to be told when what it wrote and read is on the disk. */
interface Done<T> {
  answer: T;
  durable: Promise<void>;
}

type Row = Record<string, unknown>;

const live = ({ expires }: Row, now: number): boolean => expires === null || Number(expires) > now;
