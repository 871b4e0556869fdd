// SPDX-License-Identifier: Apache-2.0
import type { Report } from '../../core/api/records.ts';

/** The earlier of two moments. All are written alike, so their text is in their order. */
export const notAfter = (now: string, told: string): string => (told < now ? told : now);

/** The report without moments that are yet to come here: the clock of a cluster may be early. */
export function withoutFuture<Told extends Report>(report: Told, now: string): Told {
  const refreshed: Report['refreshed'] = {};
  for (const what of ['sig', 'sbom', 'att', 'policy'] as const) {
    const at = report.refreshed[what];
    if (at !== undefined) refreshed[what] = notAfter(now, at);
  }
  const { unread } = report;
  return {
    ...report,
    refreshed,
    ...(unread === undefined ? {} : { unread: { ...unread, since: notAfter(now, unread.since) } }),
    firstSeen: notAfter(now, report.firstSeen),
    lastSeen: notAfter(now, report.lastSeen),
    policies: report.policies.map((each) => ({
      ...each,
      checkedAt: notAfter(now, each.checkedAt),
    })),
  };
}
