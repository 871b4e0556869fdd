// SPDX-License-Identifier: Apache-2.0
import { type DesiredState, readDesired } from '../../core/api/desired.ts';
import { asFailure, type Failure } from '../../core/errors.ts';
import type { ControlPlane } from '../control-plane.ts';
import type { Leadership } from '../leader.ts';
import { pauseAfter, rest } from '../pause.ts';
import type { Failing } from './reconcile.ts';

/** The desired state that was applied last, and what of it could not be. */
export interface Applied {
  revision: string;
  at: Date;
  failing: Failing[];
  policies: DesiredState['policies'];
}

export interface Sync {
  /** Undefined until something was applied. */
  applied: () => Applied | undefined;
  stop: () => void;
}

/** What is to be as the control plane wants it. */
export interface Target {
  /** Makes it so, and says what could not be. */
  apply: (wanted: DesiredState) => Promise<Failing[]>;
  /** Makes it as it was last, for as long as the control plane says nothing. */
  begin?: () => Promise<void>;
  /** Has it told when somebody else changes what was applied; gives what ends that. */
  watch: (changed: () => void) => () => void;
}

export interface FollowOptions {
  plane: Pick<ControlPlane, 'call'>;
  leadership: Pick<Leadership, 'isLeader' | 'onChange'>;
  troubled: (failure: Failure) => void;
  /** Is called each time that something was applied, or failed otherwise than before. */
  changed?: (applied: Applied) => void;
}

/** How long an answer may be held back by the control plane, and some, in milliseconds. */
const patience = 75_000;
/** So long changes in the cluster are gathered before it is looked at again, in milliseconds. */
const settling = 200;
/** How soon what could not be applied is tried again, in milliseconds. */
const again = 15_000;

/**
 * Keeps the target as the control plane wants it, while this replica leads: applies each desired state as
 * soon as there is one, and the last one again when somebody changes what is ours. Only what the control
 * plane answers to the agent as its cluster counts: whatever else it says leaves the target as it is.
 */
export function followDesired(target: Target, options: FollowOptions): Sync {
  const { plane, leadership, troubled } = options;
  const stopped = new AbortController();
  let wanted: DesiredState | undefined;
  let applied: Applied | undefined;
  let turn = Promise.resolve();
  let soon: NodeJS.Timeout | undefined;

  const apply = async (): Promise<void> => {
    if (wanted === undefined || stopped.signal.aborted || !leadership.isLeader()) return;
    const { revision, policies } = wanted;
    try {
      const failing = await target.apply(wanted);
      // What was stopped half way is no news: whoever leads now applies all of it.
      if (!leadership.isLeader()) return;
      const news = revision !== applied?.revision || differs(failing, applied.failing);
      applied = {
        revision,
        at: news ? new Date() : (applied?.at ?? new Date()),
        failing,
        policies,
      };
      if (news) options.changed?.(applied);
      if (failing.length > 0) look(again);
    } catch (error) {
      troubled(asFailure(error));
      look(again);
    }
  };
  const inTurn = (): Promise<void> => {
    turn = turn.then(apply);
    return turn;
  };
  const look = (after: number) => {
    soon ??= setTimeout(() => {
      soon = undefined;
      void inTurn();
    }, after);
    soon.unref();
  };
  let lead = new AbortController();
  const begin = () => {
    target.begin?.().catch((error: unknown) => troubled(asFailure(error)));
  };
  if (leadership.isLeader()) begin();
  leadership.onChange((leads) => {
    if (leads) begin();
    if (!leads) wanted = applied = undefined;
    lead.abort();
    lead = new AbortController();
  });

  const run = async (): Promise<void> => {
    let failures = 0;
    while (!stopped.signal.aborted) {
      const signal = AbortSignal.any([stopped.signal, lead.signal]);
      if (!leadership.isLeader()) {
        await rest(60_000, signal);
        continue;
      }
      try {
        const revision = wanted === undefined ? {} : { revision: wanted.revision };
        const state = await plane.call(readDesired, revision, { patience, signal });
        failures = 0;
        if (signal.aborted || state.revision === wanted?.revision) continue;
        wanted = state;
        await inTurn();
      } catch (error) {
        if (signal.aborted) continue;
        troubled(asFailure(error));
        failures += 1;
        await rest(pauseAfter(failures), signal);
      }
    }
  };
  const unwatch = target.watch(() => look(settling));
  void run();
  return {
    applied: () => applied,
    stop: () => {
      stopped.abort();
      clearTimeout(soon);
      unwatch();
    },
  };
}

const differs = (one: Failing[], other: Failing[]): boolean =>
  JSON.stringify(one) !== JSON.stringify(other);
