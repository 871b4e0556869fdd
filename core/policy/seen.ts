// SPDX-License-Identifier: Apache-2.0
import type { Evidence } from '../evidence/evidence.ts';
import type { Subject } from '../evidence/subject.ts';

/**
 * What was seen of the subject, by whomever: if one of several collections (with other credentials) had
 * no trouble, nothing was kept back. Where nobody looked, nothing is known.
 */
export function seenAt(subject: Subject, evidence: readonly Evidence[]): Evidence {
  const { digest, repository, tagPrefix } = subject;
  const seen = evidence.filter(
    ({ digest: about, source }) =>
      about === digest && source.repository === repository && source.tagPrefix === tagPrefix,
  );
  const [first, ...others] = seen;
  if (first === undefined) {
    const trouble = {
      reason: 'unreachable',
      place: repository,
      message: 'was not looked at',
    } as const;
    return { digest, source: { repository, tagPrefix }, found: [], trouble: [trouble] };
  }
  if (others.length === 0) return first;
  const found = new Map(seen.flatMap((each) => each.found).map((each) => [each.digest, each]));
  const whole = seen.some(({ trouble }) => trouble.length === 0);
  const trouble = whole ? [] : seen.flatMap((each) => each.trouble);
  return { ...first, found: [...found.values()], trouble };
}
