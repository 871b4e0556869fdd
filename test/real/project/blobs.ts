// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { Storage } from '@google-cloud/storage';
import type { Blobs } from '../../../ports/blobs/port.ts';
import { bucketBlobs } from '../../../ports/blobs/storage.ts';
import type { Place } from './place.ts';

/** A bucket of its own in the place, removed in the end with all that is in it. */
export async function bucketIn({
  project,
  location,
  emulators,
}: Place): Promise<{ blobs: Blobs; end: () => Promise<void> }> {
  // The client takes `apiEndpoint` alone; it goes wrong with STORAGE_EMULATOR_HOST.
  const host = emulators?.storage;
  const there = host === undefined ? {} : { apiEndpoint: `http://${host}` };
  const storage = new Storage({ projectId: project, ...there });
  const [bucket] = await storage.createBucket(`enforce-contract-${randomUUID()}`, { location });
  return {
    blobs: bucketBlobs(async () => bucket),
    end: async () => {
      const [files] = await bucket.getFiles();
      for (const file of files) await file.delete({ ignoreNotFound: true });
      await bucket.delete();
    },
  };
}
