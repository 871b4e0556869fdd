// SPDX-License-Identifier: Apache-2.0
import type { Verdict } from '../../core/policy/verdict.ts';

/** The exit codes of a question about images. */
export const answers = { pass: 0, denied: 1, untold: 2 } as const;

/** One exit code for all: denied if any is, else untold if any could not be told, else pass. */
export function exitOfAll(verdicts: Verdict[]): number {
  const codes = verdicts.map((verdict) => {
    if (verdict.outcome !== 'deny') return answers.pass;
    return untold(verdict) ? answers.untold : answers.denied;
  });
  if (codes.includes(answers.denied)) return answers.denied;
  return codes.includes(answers.untold) ? answers.untold : answers.pass;
}

/** All of them in one line, as `3 images: 1 pass, 2 denied`; nothing where there is one. */
export function sumOf(verdicts: Verdict[]): string | undefined {
  if (verdicts.length < 2) return undefined;
  const words = verdicts.map((verdict) => {
    if (verdict.outcome === 'pass') return 'pass';
    if (verdict.outcome === 'warn') return 'pass with a warning';
    return untold(verdict) ? 'could not be told' : 'denied';
  });
  const order = ['pass', 'pass with a warning', 'denied', 'could not be told'];
  const counted = order.flatMap((word) => {
    const count = words.filter((each) => each === word).length;
    return count === 0 ? [] : [`${count} ${word}`];
  });
  return `${verdicts.length} images: ${counted.join(', ')}`;
}

/** Whether everything that stands against the image is that something could not be read. */
function untold({ reason, policies }: Verdict): boolean {
  const against = policies.filter(({ mode, outcome }) => mode === 'enforce' && outcome === 'fail');
  if (against.length === 0) return reason === 'could-not-tell';
  return against.every((policy) => policy.reason === 'could-not-tell');
}
