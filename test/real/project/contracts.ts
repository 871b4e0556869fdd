// SPDX-License-Identifier: Apache-2.0
import { blobsContract } from '../../../ports/blobs/contract.ts';
import { documentsContract } from '../../../ports/documents/contract.ts';
import { keysContract } from '../../../ports/keys/contract.ts';
import { topicsContract } from '../../../ports/topics/contract.ts';
import { bucketIn } from './blobs.ts';
import { databaseIn } from './documents.ts';
import { keyIn } from './keys.ts';
import type { Place } from './place.ts';
import { topicsIn } from './topics.ts';

/** The contract of each port that has an adapter for Google Cloud, in the place; what it made is removed. */
export const contracts: Record<
  'firestore' | 'pubsub' | 'storage' | 'kms',
  (place: () => Place) => void
> = {
  firestore: (place) => documentsContract(() => databaseIn(place())),
  pubsub: (place) => topicsContract(() => topicsIn(place())),
  storage: (place) => blobsContract(() => bucketIn(place())),
  kms: (place) => keysContract(() => keyIn(place())),
};
