// SPDX-License-Identifier: Apache-2.0
import type { Record } from '../../../core/api/records.ts';

/** As much of a record as a list of many shows. */
export type Row = Pick<
  Record,
  'id' | 'image' | 'running' | 'coverage' | 'outcome' | 'policies' | 'workloads' | 'firstSeen'
>;

/**
 * Rows of the records: without what each heartbeat moves, so that a row stays the same object, and is
 * not drawn again, until something of it is different.
 */
export const rowsOf = (records: Record[]): Row[] =>
  records.map((record) => ({
    id: record.id,
    image: record.image,
    running: record.running,
    coverage: record.coverage,
    outcome: record.outcome,
    policies: record.policies.map((each) => ({ ...each, checkedAt: '' })),
    workloads: record.workloads,
    firstSeen: record.firstSeen,
  }));
