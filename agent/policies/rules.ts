// SPDX-License-Identifier: Apache-2.0
import type { CompiledPolicy, NoMatch, PolicySet } from '../../core/policy/compiled.ts';
import type { Grounds } from '../../core/policy/grounds.ts';

/** What holds at one moment: the policies, and whom to believe. Never changed, only replaced. */
export interface Rules {
  set: PolicySet;
  grounds: Grounds;
  /** Grows with each change. */
  revision: number;
}

/** What holds now, kept current by watches. */
export interface RulesInForce {
  current: () => Rules;
  /** Resolves once everything that exists was seen and compiled. */
  synced: Promise<void>;
  isSynced: () => boolean;
  /** Is called after each change. */
  onChange: (listener: (rules: Rules) => void) => void;
  stop: () => void;
}

/** What holds before anything is known: nothing passes. */
export const nothingYet: CompiledPolicy = {
  name: 'not-read-yet',
  mode: 'enforce',
  globs: 'everything',
  match: [],
  authorities: [],
  broken: ['the agent has not read the policies yet; try again in a moment'],
};

/** How an unknown setting is read: as upstream, as the strictest one. */
export const noMatchOf = (text: string | undefined): NoMatch =>
  text === 'allow' || text === 'warn' ? text : 'deny';
