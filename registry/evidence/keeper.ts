// SPDX-License-Identifier: Apache-2.0
import { LRUCache } from 'lru-cache';
import type { Evidence } from '../../core/evidence/evidence.ts';
import type { Subject } from '../../core/evidence/subject.ts';
import type { Clock } from '../clock.ts';

/** How much evidence is kept, in bytes of what was found. */
const size = 67_108_864;

interface Kept {
  evidence: Evidence;
  until: number;
}

/**
 * Keeps evidence per place, digest and whoever was shown it, and lets those who ask for the same at
 * the same time share one collection. Evidence with trouble is shared, never kept.
 */
export function evidenceKeeper({ keep, clock }: { keep: number; clock: Clock }) {
  const kept = new LRUCache<string, Kept>({ maxSize: size, sizeCalculation: sizeOf });
  const flights = new Map<string, Promise<Evidence>>();

  return (
    { digest, repository, tagPrefix }: Subject,
    owner: string,
    fresh: boolean,
    run: () => Promise<Evidence>,
  ): Promise<Evidence> => {
    const key = JSON.stringify([repository, tagPrefix, digest, owner]);
    const had = kept.get(key);
    if (!fresh && had !== undefined && had.until > clock.now())
      return Promise.resolve(had.evidence);
    const under = flights.get(key);
    if (under !== undefined) return under;
    const flight = run()
      .then((evidence) => {
        if (evidence.trouble.length > 0) kept.delete(key);
        else kept.set(key, { evidence, until: clock.now() + keep });
        return evidence;
      })
      .finally(() => flights.delete(key));
    flights.set(key, flight);
    return flight;
  };
}

const sizeOf = ({ evidence }: Kept): number =>
  evidence.found.reduce(
    (sum, each) => sum + (each.kind === 'bundle' ? each.bytes : each.payload).length + 4096,
    1024,
  );
