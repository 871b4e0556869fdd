// SPDX-License-Identifier: Apache-2.0
import type {
  DocumentReference,
  DocumentSnapshot,
  Query as Selection,
} from '@google-cloud/firestore';
import { type Connection, documentOf } from './firestore-form.ts';
import { pathOf } from './key.ts';
import type { Document, Key, Query, Reader } from './port.ts';
import { checkQuery } from './query.ts';

/** Where snapshots come from: the store itself, or one try of a transaction. */
export interface Source {
  all: (references: DocumentReference[]) => Promise<DocumentSnapshot[]>;
  select: (selection: Selection) => Promise<DocumentSnapshot[]>;
}

/** Reads from the source, leaving out what has expired at the time of the clock. */
export function readerOver(
  connected: () => Promise<Connection>,
  clock: () => number,
  source: Source,
): Reader {
  const getAll = async (keys: Key[]): Promise<(Document | undefined)[]> => {
    for (const key of keys) pathOf(key);
    if (keys.length === 0) return [];
    const { store } = await connected();
    const references = keys.map(({ collection, id }) => store.collection(collection.name).doc(id));
    const snapshots = await source.all(references);
    return snapshots.map((snapshot) => documentOf(snapshot, clock()));
  };
  return {
    getAll,
    get: async (key) => (await getAll([key]))[0],
    query: async (query) => {
      checkQuery(query);
      if (isEmpty(query)) return [];
      let rest: Selection | undefined = selectionOf(await connected(), query);
      const found: Document[] = [];
      while (rest !== undefined && found.length < query.limit) {
        const page: DocumentSnapshot[] = await source.select(rest);
        const last = page.at(-1);
        found.push(...page.flatMap((snapshot) => documentOf(snapshot, clock()) ?? []));
        rest =
          page.length < query.limit || last === undefined ? undefined : rest.startAfter(last.id);
      }
      return found.slice(0, query.limit);
    },
  };
}

/** Everything that the query finds, whatever its limit, for the store to count; undefined for nothing. */
export const everything = (connection: Connection, query: Query): Selection | undefined =>
  isEmpty(query) ? undefined : found(connection, query);

/** Equal values and the order of ids: what the automatic indexes of single fields answer, merged. */
const selectionOf = (connection: Connection, query: Query): Selection =>
  found(connection, query).limit(query.limit);

function found({ sdk, store }: Connection, query: Query): Selection {
  const { collection, where = {}, contains, before } = query;
  let selection: Selection = store.collection(collection.name);
  for (const [field, value] of Object.entries(where)) {
    selection = selection.where(field, '==', value);
  }
  if (contains) selection = selection.where(contains.field, 'array-contains', contains.value);
  selection = selection.orderBy(sdk.FieldPath.documentId());
  const start = startOf(query);
  if (start?.after) selection = selection.startAfter(start.id);
  else if (start) selection = selection.startAt(start.id);
  return before === undefined ? selection : selection.endBefore(before);
}

/** The later of the two ways in which a query may say where it begins. */
function startOf({ from, after }: Query): { id: string; after: boolean } | undefined {
  if (after !== undefined && (from === undefined || !precedes(after, from))) {
    return { id: after, after: true };
  }
  return from === undefined ? undefined : { id: from, after: false };
}

function isEmpty(query: Query): boolean {
  const start = startOf(query);
  return start !== undefined && query.before !== undefined && !precedes(start.id, query.before);
}

/** By code point, which is the order of the bytes of UTF-8 but not of a string's units. */
const precedes = (one: string, other: string): boolean =>
  Buffer.compare(Buffer.from(one), Buffer.from(other)) < 0;
