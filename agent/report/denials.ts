// SPDX-License-Identifier: Apache-2.0
import { LRUCache } from 'lru-cache';
import { mostDenials, type Refused, sendDenials } from '../../core/api/denials.ts';
import { Failure } from '../../core/errors.ts';
import type { Decision } from '../admission/validate.ts';
import type { ControlPlane } from '../control-plane.ts';
import { repeat } from '../every.ts';
import { denialIn } from './denial.ts';

/** The same denial is told once in that time, in milliseconds: a controller tries again and again. */
const once = 600_000;
/** So many wait through an outage of the control plane; the newest take the place of the oldest. */
const waitingAtMost = 500;
/** So long denials are gathered before they are told, in milliseconds. */
const settling = 300;

/** What tells denials. */
export interface DenialReports {
  /** Told of each decision, whatever it is; nobody waits for what becomes of it. */
  tell: (decision: Decision) => void;
  stop: () => void;
}

/**
 * Tells the control plane what this replica refused, whether or not it leads. A batch is sent until it is
 * taken, as it is: what was taken although the answer was lost is there once.
 */
export function denialReports(
  plane: Pick<ControlPlane, 'call'>,
  troubled: (failure: Failure) => void,
  passed: () => number = () => performance.now(),
): DenialReports {
  const told = new LRUCache<string, { at: number; since: number }>({ max: 2_000 });
  const waiting = new Map<string, Refused>();
  let batch: Refused[] = [];
  const next = (): Refused[] => {
    const some = [...waiting].slice(0, mostDenials);
    for (const [key] of some) waiting.delete(key);
    return some.map(([, refused]) => refused);
  };
  const sending = repeat(async () => {
    if (batch.length === 0) batch = next();
    if (batch.length > 0) await send(plane, batch);
    batch = [];
    return waiting.size > 0 ? settling : 3_600_000;
  }, troubled);
  let soon: NodeJS.Timeout | undefined;
  return {
    tell: (decision) => {
      const refused = denialIn(decision, new Date());
      if (refused === undefined) return;
      const key = keyOf(refused);
      const before = told.get(key);
      if (before !== undefined && passed() - before.at < once) {
        before.since += 1;
        return;
      }
      told.set(key, { at: passed(), since: 0 });
      waiting.set(key, { ...refused, times: 1 + (before?.since ?? 0) });
      const [oldest] = waiting.keys();
      if (waiting.size > waitingAtMost && oldest !== undefined) waiting.delete(oldest);
      soon ??= setTimeout(() => {
        soon = undefined;
        sending.soon();
      }, settling);
      soon.unref();
    },
    stop: () => {
      clearTimeout(soon);
      sending.stop();
    },
  };
}

const final = new Set(['NOT_FOUND', 'INVALID_ARGUMENT']);

/** A control plane that does not know of denials yet, or does not take these, is not asked again. */
async function send(plane: Pick<ControlPlane, 'call'>, denials: Refused[]): Promise<void> {
  try {
    await plane.call(sendDenials, { denials }, { packed: true });
  } catch (error) {
    if (!(error instanceof Failure) || !final.has(error.code)) throw error;
  }
}

/** What is the same denial: of pods that one controller wants, whatever they were to be called. */
function keyOf({ object, owner, operation, images, user }: Refused): string {
  const { kind, namespace, name } = object;
  return JSON.stringify([kind, namespace, owner ?? name, operation, images, user]);
}
