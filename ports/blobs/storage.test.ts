// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type StorageAtWork, storageAtWork } from '../../test/real/emulators/storage.ts';
import { describeReal } from '../../test/real/needs.ts';
import { blobsContract } from './contract.ts';
import { bucketBlobs } from './storage.ts';

describeReal('blobs of Cloud Storage', ['fake-gcs-server'], () => {
  let work: StorageAtWork;
  beforeAll(async () => {
    work = await storageAtWork();
  });
  afterAll(() => work?.stop());

  blobsContract(async () => {
    const [bucket] = await work.client().createBucket(`b-${randomUUID()}`);
    return { blobs: bucketBlobs(async () => bucket), end: async () => undefined };
  });

  test('a bucket that is not there is a failure, not an empty one', async () => {
    const blobs = bucketBlobs(async () => work.client().bucket('nobody-made-it'));
    const put = blobs.put('a', new Uint8Array(1), { contentType: 'text/plain' });
    await expect(put).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(blobs.list('', { limit: 1 })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
