// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { largestBatch, longestBatch } from '../../core/api/ingest.ts';
import { batchesOf } from './batches.ts';

test('no batch has more reports, or is longer, than the control plane takes; none is lost', () => {
  const reports = Array.from({ length: 350 }, (_, n) => 'x'.repeat(n < 100 ? 190_000 : 10));
  const batches = batchesOf(reports);
  expect(batches.flat()).toEqual(reports);
  for (const batch of batches) {
    expect(batch.length).toBeLessThanOrEqual(largestBatch);
    expect(JSON.stringify(batch).length).toBeLessThan(longestBatch);
  }
  expect(batches.length).toBeLessThan(10);
});

test('nothing to report makes no batch', () => {
  expect(batchesOf([])).toEqual([]);
});
