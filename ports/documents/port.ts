// SPDX-License-Identifier: Apache-2.0

/** What a document holds: JSON, nothing else. */
export type Json = null | boolean | number | string | Json[] | { [field: string]: Json };
export type Fields = { [field: string]: Json };

/**
 * What a collection promises the store: which top-level fields queries compare (a scalar, or a list
 * of strings for `contains`), and which field holds the moment of expiry (milliseconds since 1970).
 * Queries on anything else are refused, so that what runs on one adapter runs on all.
 */
export interface Collection {
  name: string;
  indexed: readonly string[];
  expires?: string;
}

/** Where a document stands. Ids are 1 to 1,000 characters and hold no `/`. */
export interface Key {
  collection: Collection;
  id: string;
}

/**
 * A document as it was read. `version` changes when what is stored does, and means nothing else; `data`
 * may be another reader's too, and is not to be changed.
 */
export interface Document {
  id: string;
  data: Fields;
  version: string;
}

/**
 * The documents of a collection in ascending order of their ids (by code point), all conditions met.
 * This is all that Firestore answers from its automatic single-field indexes: no composite index exists.
 */
export interface Query {
  collection: Collection;
  /** Fields equal to these values. */
  where?: { [field: string]: string | number | boolean };
  /** List fields that hold this string; one at the most. */
  contains?: { field: string; value: string };
  /** Ids at or after this one. */
  from?: string;
  /** Ids before this one. */
  before?: string;
  /** Ids after this one: the last id of the page before. */
  after?: string;
  /** At most this many, 1 to 1,000. */
  limit: number;
}

/** What is counted: all that a query without a limit would find. Nothing that expires can be counted. */
export type Tally = Pick<Query, 'collection' | 'where' | 'from' | 'before'>;

/** A write refused because of what is stored; nothing was written. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
  readonly reason: 'exists' | 'changed' | 'contended';
  constructor(reason: 'exists' | 'changed' | 'contended', key: string) {
    super(`${key}: ${reason}`);
    this.reason = reason;
  }
}

/** Reads. Expired documents are never returned, whether or not the store has removed them yet. */
export interface Reader {
  get(key: Key): Promise<Document | undefined>;
  /** As many answers as keys, in their order. */
  getAll(keys: Key[]): Promise<(Document | undefined)[]>;
  query(query: Query): Promise<Document[]>;
}

/** The most writes that a transaction takes, on any store. */
export const mostWrites = 500;

/**
 * Reads and writes as one: serializable, all or nothing. All reads come before the first write (a
 * read after a write throws). Writes are carried out when the function has returned.
 */
export interface Transaction extends Reader {
  /** Fails the transaction with Conflict 'exists' if the document is present. */
  create(key: Key, data: Fields): void;
  put(key: Key, data: Fields): void;
  delete(key: Key): void;
}

/** The documents of one home: what Firestore does for us, and no more than that. */
export interface Documents extends Reader {
  /** How many there are: Firestore asks the price of one read for a thousand. */
  count(tally: Tally): Promise<number>;
  /** @throws Conflict 'exists' */
  create(key: Key, data: Fields): Promise<void>;
  /** Writes the whole document; with `version` only over exactly that one. @throws Conflict 'changed' */
  put(key: Key, data: Fields, precondition?: { version: string }): Promise<void>;
  /** Deleting what is absent is no fault, unless a version is asked for. @throws Conflict 'changed' */
  delete(key: Key, precondition?: { version: string }): Promise<void>;
  /**
   * Runs the function, again if another writer came between (at most a few times, so it must have no
   * effect outside). What it returns is returned after the commit is durable.
   * @throws Conflict 'contended' when the store gave up, 'exists' from a create, or what the function throws
   */
  transaction<T>(run: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** Calls `seen` with the document as it is, and again after each change, until stopped. */
  watch(key: Key, seen: (document: Document | undefined) => void): () => void;
  /** Ends all watches and lets go of files and connections. */
  close(): Promise<void>;
}
