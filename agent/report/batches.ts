// SPDX-License-Identifier: Apache-2.0
import { largestBatch, longestBatch } from '../../core/api/ingest.ts';

/** What stands around the reports of a batch, in characters. */
const around = 200;

/** The reports in batches that the control plane takes, in their order: not too many, not too long. */
export function batchesOf<Report>(reports: readonly Report[]): Report[][] {
  const batches: Report[][] = [];
  let last: Report[] = [];
  let length = 0;
  for (const report of reports) {
    const own = JSON.stringify(report).length + 1;
    if (last.length === 0 || last.length === largestBatch || length + own > longestBatch) {
      last = [];
      length = around;
      batches.push(last);
    }
    last.push(report);
    length += own;
  }
  return batches;
}
