// SPDX-License-Identifier: Apache-2.0
import type * as z from 'zod';
import type { Uidp } from '../core/iam/uidp.ts';
import type {
  Collection,
  Document,
  Documents,
  Fields,
  Json,
  Key,
  Query,
  Reader,
  Transaction,
} from '../ports/documents/port.ts';

/** A collection whose documents have one shape. */
export interface Kind<T> extends Collection {
  shape: z.ZodType<T>;
}

/** Declares a collection: its name, its shape, the fields that queries compare, the field of expiry. */
export const kind = <T>(
  name: string,
  shape: z.ZodType<T>,
  indexed: readonly string[] = [],
  expires?: string,
): Kind<T> => ({ name, shape, indexed, ...(expires === undefined ? {} : { expires }) });

/** The form in which a UIDP is an id of a document: `:` for `/`. */
export const stored = (id: Uidp): string => id.replaceAll('/', ':');

/** The key of the document whose id is this UIDP. */
export const at = <T>(collection: Kind<T>, id: Uidp): Key => ({ collection, id: stored(id) });

/** What a collection holds was checked when it was written, so it is not checked again. */
const known = <T>(_collection: Kind<T>, document: Document): T => document.data as T;

/** The document with this UIDP as its id, if it is there. */
export async function find<T>(
  reader: Reader,
  collection: Kind<T>,
  id: Uidp,
): Promise<T | undefined> {
  const document = await reader.get(at(collection, id));
  return document && known(collection, document);
}

/** Those of the documents that are there, in the order of the ids. */
export async function findAll<T>(reader: Reader, collection: Kind<T>, ids: Uidp[]): Promise<T[]> {
  if (ids.length === 0) return [];
  const documents = await reader.getAll(ids.map((id) => at(collection, id)));
  return documents.flatMap((document) => (document ? [known(collection, document)] : []));
}

/** The documents that the query finds, in the order of their ids. */
export async function select<T>(
  reader: Reader,
  collection: Kind<T>,
  query: Omit<Query, 'collection'>,
): Promise<T[]> {
  const documents = await reader.query({ ...query, collection });
  return documents.map((document) => known(collection, document));
}

/** Tells of the document with this UIDP as it is, and after each change, until stopped. */
export const follow = <T>(
  documents: Documents,
  collection: Kind<T>,
  id: Uidp,
  seen: (value: T | undefined) => void,
): (() => void) =>
  documents.watch(at(collection, id), (document) => seen(document && known(collection, document)));

/** The range of ids that holds the UIDP itself and all below it. */
export const below = (id: Uidp): { from: string; before: string } => ({
  from: stored(id),
  before: `${stored(id)};`,
});

/** Writes a new document in the transaction; Conflict 'exists' if there is one. */
export const create = <T extends object>(
  transaction: Transaction,
  collection: Kind<T>,
  id: Uidp,
  value: T,
): void => transaction.create(at(collection, id), fields(collection.shape.parse(value)));

/** Writes the document in the transaction, whether or not there was one. */
export const put = <T extends object>(
  transaction: Transaction,
  collection: Kind<T>,
  id: Uidp,
  value: T,
): void => transaction.put(at(collection, id), fields(collection.shape.parse(value)));

/** The value as it is stored: JSON without what is undefined. */
export function fields(value: object): Fields {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, held]) =>
      held === undefined ? [] : [[name, json(held)] as const],
    ),
  );
}

function json(value: unknown): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (Array.isArray(value)) return value.map(json);
  if (typeof value === 'object') return fields(value);
  throw new TypeError(`a ${typeof value} cannot be stored`);
}
