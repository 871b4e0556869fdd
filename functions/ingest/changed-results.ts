// SPDX-License-Identifier: Apache-2.0
import type { StoredRecord } from '../../store/collections.ts';

/** How a policy's result for an image changed. */
export interface ChangedResult {
  last_checked: string;
  valid: boolean;
  diagnostic: string;
  change: 'new' | 'degraded' | 'improved';
}

/** By name, the policies whose result for a running image is new or another than before. */
export function changedResults(
  before: StoredRecord | undefined,
  after: StoredRecord,
): { [policy: string]: ChangedResult } {
  if (!after.running) return {};
  const had = new Map(before?.policies.map(({ name, outcome }) => [name, outcome]));
  return Object.fromEntries(
    after.policies.flatMap(({ name, outcome, message = '', checkedAt }) => {
      const old = had.get(name);
      if (old === outcome) return [];
      const valid = outcome === 'pass';
      const change = old === undefined ? 'new' : valid ? 'improved' : 'degraded';
      return [[name, { last_checked: checkedAt, valid, diagnostic: message, change }] as const];
    }),
  );
}
