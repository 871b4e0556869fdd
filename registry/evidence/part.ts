// SPDX-License-Identifier: Apache-2.0
import type { Found, Trouble } from '../../core/evidence/evidence.ts';
import { limits } from '../limits.ts';
import { troubleAt } from '../troubled.ts';

/** What came of one question, and what went wrong with it: one may be there beside the other. */
export interface Part {
  found: Found[];
  trouble: Trouble[];
}

export const nothing: Part = { found: [], trouble: [] };

export const merged = (parts: Part[]): Part => ({
  found: parts.flatMap(({ found }) => found),
  trouble: parts.flatMap(({ trouble }) => trouble),
});

/** What comes of it, or the trouble that it met. */
export async function attempt(place: string, run: () => Promise<Part>): Promise<Part> {
  try {
    return await run();
  } catch (error) {
    return { found: [], trouble: [troubleAt(place, error)] };
  }
}

/** The trouble that there were more things than are read. */
export function beyond(count: number, place: string): Part {
  if (count <= limits.things) return nothing;
  const message = `there are ${count}, of which ${limits.things} were read`;
  return { found: [], trouble: [{ reason: 'too-large', place, message }] };
}
