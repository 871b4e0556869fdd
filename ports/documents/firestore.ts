// SPDX-License-Identifier: Apache-2.0
import type { Transaction as Attempt, Firestore, Precondition } from '@google-cloud/firestore';
import { encode } from './content.ts';
import { type Asking, asking } from './firestore-faults.ts';
import { type Connection, documentOf, stored, timeOf } from './firestore-form.ts';
import { everything, readerOver, type Source } from './firestore-reader.ts';
import { pathOf } from './key.ts';
import { Conflict, type Documents, type Fields, type Key } from './port.ts';
import { countable } from './query.ts';
import { collect, type Write } from './writes.ts';

/** How long the function of a transaction may take at each try, and all tries together, in milliseconds. */
const deadline = 30_000;
const allTries = 45_000;

/** How long after a watch has failed for good it is begun anew, in milliseconds. */
const pause = 5_000;

/** How long closing waits for what has begun, in milliseconds. */
const farewell = 5_000;

/** Where the documents are; what is left out, the environment says. */
export interface FirestorePlace {
  project?: string;
  database?: string;
}

/**
 * Documents in Firestore. A document's JSON stands in one field that no index covers; beside it stand
 * the fields by which it is found, and the moment of expiry for the TTL policy of its collection
 * (`firestore.indexes.json` declares both). The client is loaded and connected at the first use.
 * @throws Failure UNAVAILABLE, from everything, when Firestore does not answer
 */
export function firestoreDocuments(
  place: FirestorePlace = {},
  clock: () => number = Date.now,
): Documents {
  let connection: Promise<Connection> | undefined;
  const connected = () => {
    connection ??= connect(place);
    return connection;
  };
  const watches = new Set<() => void>();
  const { told, inTime, settled } = asking();

  const reader = readerOver(connected, clock, {
    all: async (references) =>
      told({ path: 'documents' }, async () => (await connected()).store.getAll(...references)),
    select: async (selection) =>
      told({ path: 'documents' }, async () => (await selection.get()).docs),
  });

  const transaction: Documents['transaction'] = async (run) => {
    const opened = await connected();
    const making = { path: 'transaction', exists: 'exists' as const };
    const trying = () =>
      opened.store.runTransaction(async (attempt) => {
        const within = readerOver(connected, clock, sourceOf(attempt, inTime));
        const { answer, writes } = await collect(within, run, deadline);
        const made = writes.filter(({ kind }) => kind === 'create').map(({ path }) => path);
        making.path = made.join(', ') || 'transaction';
        await perform(opened, attempt, writes, clock());
        return answer;
      });
    return told(making, trying, allTries);
  };

  /** A document that has expired may be there still, and gives way: that takes a look before the write. */
  const create = async (key: Key, data: Fields): Promise<void> => {
    if (key.collection.expires !== undefined) {
      return transaction(async (writing) => writing.create(key, data));
    }
    const path = pathOf(key);
    const content = encode(key.collection, data);
    const opened = await connected();
    const document = stored(opened, content);
    await told({ path, exists: 'exists' }, () => at(opened.store, key).create(document));
  };

  return {
    ...reader,
    count: async (tally) => {
      const all = everything(await connected(), countable(tally));
      if (all === undefined) return 0;
      return told({ path: 'documents' }, async () => (await all.count().get()).data().count);
    },
    transaction,
    create,
    put: async (key, data, condition) => {
      const path = pathOf(key);
      const content = encode(key.collection, data);
      const opened = await connected();
      const document = stored(opened, content);
      if (condition === undefined) {
        await told({ path }, () => at(opened.store, key).set(document));
        return;
      }
      const only = exactly(opened, path, condition.version);
      const gone = [...key.collection.indexed, 'expireAt'].filter((field) => !(field in document));
      for (const field of gone) document[field] = opened.sdk.FieldValue.delete();
      await told({ path, absent: 'changed', differs: 'changed' }, () =>
        at(opened.store, key).update(document, only),
      );
    },
    delete: async (key, condition) => {
      const path = pathOf(key);
      const opened = await connected();
      const only = condition && exactly(opened, path, condition.version);
      await told({ path, absent: 'changed', differs: 'changed' }, () =>
        at(opened.store, key).delete(only),
      );
    },
    watch: (key, seen) => {
      pathOf(key);
      let end = (): void => undefined;
      const stop = () => {
        watches.delete(stop);
        end();
      };
      const begin = async () => {
        const { store } = await connected();
        if (!watches.has(stop)) return;
        end = at(store, key).onSnapshot(
          (snapshot) => watches.has(stop) && seen(documentOf(snapshot, clock())),
          again,
        );
      };
      const again = () => {
        const timer = setTimeout(() => void begin().catch(again), pause);
        end = () => clearTimeout(timer);
      };
      watches.add(stop);
      void begin().catch(again);
      return stop;
    },
    close: async () => {
      for (const stop of [...watches]) stop();
      if (connection === undefined) return;
      const { store } = await connection;
      // A client that is terminated while it asks fails where nobody can catch it.
      if (await settled(farewell)) await store.terminate();
    },
  };
}

async function connect({ project, database }: FirestorePlace): Promise<Connection> {
  const sdk = await import('@google-cloud/firestore');
  const store = new sdk.Firestore({
    ...(project === undefined ? {} : { projectId: project }),
    ...(database === undefined ? {} : { databaseId: database }),
  });
  return { sdk, store };
}

const at = (store: Firestore, { collection, id }: Key) => store.collection(collection.name).doc(id);

/** Reads within one try; the client tells by their errors whether there is another. */
const sourceOf = (attempt: Attempt, inTime: Asking['inTime']): Source => ({
  all: (references) => inTime(() => attempt.getAll(...references)),
  select: (selection) => inTime(async () => (await attempt.get(selection)).docs),
});

/** Carries out what a transaction wrote; what it creates over something expired is put. */
async function perform(
  opened: Connection,
  attempt: Attempt,
  writes: Write[],
  now: number,
): Promise<void> {
  const { store } = opened;
  const looked = writes.filter(
    ({ kind, key }) => kind === 'create' && key.collection.expires !== undefined,
  );
  const found =
    looked.length === 0 ? [] : await attempt.getAll(...looked.map(({ key }) => at(store, key)));
  const expired = new Set<Write>();
  for (const [n, write] of looked.entries()) {
    const snapshot = found[n];
    if (snapshot === undefined || !snapshot.exists) continue;
    if (documentOf(snapshot, now) !== undefined) throw new Conflict('exists', write.path);
    expired.add(write);
  }
  for (const write of writes) {
    const reference = at(store, write.key);
    if (write.kind === 'delete') attempt.delete(reference);
    else if (write.kind === 'create' && !expired.has(write)) {
      attempt.create(reference, stored(opened, write.content));
    } else attempt.set(reference, stored(opened, write.content));
  }
}

/** The condition that the document is of this version. @throws Conflict 'changed' if none can be */
function exactly(opened: Connection, path: string, version: string): Precondition {
  const lastUpdateTime = timeOf(opened, version);
  if (lastUpdateTime === undefined) throw new Conflict('changed', path);
  return { lastUpdateTime };
}
