// SPDX-License-Identifier: Apache-2.0
import type { Record } from '../../../core/api/records.ts';
import type { Tone } from '../../parts/badge.tsx';

/** How an image of a cluster stands towards its policies. */
export interface Standing {
  kind: 'denied' | 'warned' | 'uncovered' | 'passing' | 'gone';
  tone: Tone;
  word: string;
}

/** Every way to stand, the worst first. */
export const standings: Standing[] = [
  { kind: 'denied', tone: 'bad', word: 'Failing' },
  { kind: 'warned', tone: 'warn', word: 'Warned of' },
  { kind: 'uncovered', tone: 'open', word: 'Uncovered' },
  { kind: 'passing', tone: 'good', word: 'Passing' },
  { kind: 'gone', tone: 'quiet', word: 'Not running' },
];

/** What says how an image stands. */
type Judged = Pick<Record, 'running' | 'coverage' | 'outcome'>;

/** How this one stands. What no policy covers is a kind of its own, and never passing. */
export function standingOf(record: Judged): Standing {
  const kind = kindOf(record);
  const found = standings.find((each) => each.kind === kind);
  if (found === undefined) throw new Error(`no standing is called ${kind}`);
  return found;
}

function kindOf({ running, coverage, outcome }: Judged): Standing['kind'] {
  if (!running) return 'gone';
  if (coverage === 'uncovered') return 'uncovered';
  if (outcome === 'deny') return 'denied';
  return outcome === 'warn' ? 'warned' : 'passing';
}
