// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { Storage } from '@google-cloud/storage';
import { describe } from 'vitest';
import { blobsContract } from './contract.ts';
import { bucketBlobs } from './storage.ts';

describe('blobs of Cloud Storage', () => {
  blobsContract(async () => {
    const storage = new Storage({ projectId: 'demo-test', apiEndpoint: process.env['GCS'] });
    const [bucket] = await storage.createBucket(`b-${randomUUID()}`);
    return { blobs: bucketBlobs(async () => bucket), end: async () => undefined };
  });
});
