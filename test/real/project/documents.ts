// SPDX-License-Identifier: Apache-2.0
import { Firestore } from '@google-cloud/firestore';
import type { DocumentsAtWork } from '../../../ports/documents/contract.ts';
import { firestoreDocuments } from '../../../ports/documents/firestore.ts';
import type { Place } from './place.ts';

/** What the contract calls its collections. */
const ours = /^things-[0-9a-f]{12}$/;

/** The documents of the place's database. In the end the collections of the contract are removed from it. */
export async function databaseIn({
  project,
  database,
  emulators,
}: Place): Promise<DocumentsAtWork> {
  // The client takes an emulator from the environment, and from nowhere else.
  if (emulators?.firestore === undefined) delete process.env['FIRESTORE_EMULATOR_HOST'];
  else process.env['FIRESTORE_EMULATOR_HOST'] = emulators.firestore;
  let offset = 0;
  const clock = () => Date.now() + offset;
  const open = () => firestoreDocuments({ project, database }, clock);
  const work = {
    documents: open(),
    clock,
    later: (milliseconds: number) => {
      offset += milliseconds;
    },
    reopen: async () => {
      await work.documents.close();
      work.documents = open();
    },
    racers: 4,
    end: async () => {
      await work.documents.close();
      await removeCollections(project, database);
    },
  };
  return work;
}

async function removeCollections(projectId: string, databaseId: string): Promise<void> {
  const store = new Firestore({ projectId, databaseId });
  for (const collection of await store.listCollections()) {
    if (ours.test(collection.id)) await store.recursiveDelete(collection);
  }
  await store.terminate();
}
