// SPDX-License-Identifier: Apache-2.0
import type { Trusted } from '../../core/policy/trusts.ts';
import { Troubled } from '../troubled.ts';
import { type Kept, keptIn } from './kept.ts';
import { readMirror } from './mirror.ts';
import { Refused } from './refused.ts';
import { type Refreshed, type Root, trustedBy } from './root.ts';
import type { Mirror, TrustWays } from './settings.ts';
import type { Updated } from './update.ts';

/** How long an answer, or the lack of one, is good for, in milliseconds. */
const hour = 3_600_000;

/** A trusted root that comes with the program. */
export interface BuiltIn {
  /** Tells it apart from that of another build. */
  text: string;
  /** The same object each time. */
  trusted: () => Trusted;
}

/**
 * The root of a TUF mirror: what was kept of it, else what is built in, until it was asked; the last
 * good one after that. What an older build kept is not put above what a newer one brings along.
 */
export async function mirroredRoot(
  mirror: Mirror,
  ways: TrustWays,
  builtIn?: BuiltIn,
): Promise<Root> {
  const { url, root, targets, target } = mirror;
  const file = keptIn(ways.folder, [url, root, targets, target, builtIn?.text]);
  const usual = builtIn?.trusted();
  let kept: Kept = (await file.read()) ?? { askedAt: 0 };
  let trusted = believed(kept.last);
  if (trusted === undefined) kept = { askedAt: kept.askedAt };
  let lacking: Trusted = { fault: `nothing was read yet of ${url}` };
  let flight: Promise<Refreshed> | undefined;
  let heard = false;
  const stop = new AbortController();

  const take = (updated: Updated) => {
    if (updated.trustedRoot === kept.last?.trustedRoot && trusted !== undefined) return;
    const found = trustedBy(updated.trustedRoot);
    if ('fault' in found) throw new Refused(`its trusted root cannot be used: ${found.fault}`);
    trusted = found;
  };
  const ask = async (): Promise<Refreshed> => {
    const watched = { stop: stop.signal, answered: () => (heard = true) };
    try {
      const { update } = await import('./update.ts');
      const reading = readMirror(url, ways, watched);
      const known = { root, ...kept.last?.metadata, trustedRoot: kept.last?.trustedRoot };
      const updated = await update(reading, known, mirror).finally(reading.close);
      take(updated);
      kept = { askedAt: ways.clock.now(), last: updated };
      return { kind: 'fresh' };
    } catch (error) {
      kept = { ...kept, askedAt: ways.clock.now() };
      return outcomeOf(error);
    }
  };
  const refresh = async (): Promise<Refreshed> => {
    if (ways.offline) {
      lacking = { fault: `nothing was kept of ${url}, and nothing is fetched offline` };
      return { kind: 'left' };
    }
    heard = false;
    const outcome = await ask();
    if ('reason' in outcome) lacking = { fault: `${url} cannot be used: ${outcome.reason}` };
    // A folder that cannot be written costs the next process a question, and this one nothing.
    await file.write(kept).catch(() => undefined);
    return outcome;
  };
  return {
    current: () => trusted ?? usual ?? lacking,
    // A clock that was ahead and was set right must not put off the next question.
    due: () => !ways.offline && Math.abs(ways.clock.now() - kept.askedAt) >= hour,
    refresh: () => {
      flight ??= refresh().finally(() => {
        flight = undefined;
      });
      return flight;
    },
    heard: () => heard,
    close: async () => {
      stop.abort();
      await flight;
    },
  };
}

/** What was kept, if it can still be read. */
function believed(last: Updated | undefined): Trusted | undefined {
  const found = last === undefined ? undefined : trustedBy(last.trustedRoot);
  return found !== undefined && 'trust' in found ? found : undefined;
}

/** @throws what is neither trouble nor refusal: a defect */
function outcomeOf(error: unknown): Refreshed {
  if (error instanceof Refused) return { kind: 'refused', reason: error.message };
  if (error instanceof Troubled) {
    const kind =
      error.reason === 'malformed' || error.reason === 'too-large' ? 'refused' : 'unreachable';
    return { kind, reason: error.message };
  }
  throw error;
}
