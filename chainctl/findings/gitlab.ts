// SPDX-License-Identifier: Apache-2.0
import { hash } from 'node:crypto';
import type { Placed } from './finding.ts';

const severities = { error: 'blocker', warning: 'minor', notice: 'info' } as const;

/**
 * The code quality report that GitLab shows in merge requests, as JSON. The fingerprint by which it
 * tells old findings from new ones does not change when lines move.
 */
export function codeQuality(findings: Placed[]): string {
  const seen = new Map<string, number>();
  const items = findings.map(({ level, title, message, from, path, line = 1 }) => {
    const what = JSON.stringify([path || from, title, message]);
    const before = seen.get(what) ?? 0;
    seen.set(what, before + 1);
    return {
      description: message,
      check_name: title,
      fingerprint: hash('sha256', `${what} ${before}`),
      severity: severities[level],
      location: { path: path || from, lines: { begin: line } },
    };
  });
  return JSON.stringify(items, null, 2);
}
