// SPDX-License-Identifier: Apache-2.0
import type { AgentMeans, Part } from './means.ts';
import { observe } from './observe/observe.ts';
import type { RulesInForce } from './policies/rules.ts';
import { readingWith } from './verify/reading.ts';
import { resyncOf, usualResync } from './verify/resync.ts';
import { type Verification, verifyContinuously } from './verify/verify.ts';

export interface Verifying extends Part {
  verification: Verification;
}

/** Sees what runs and verifies it continuously, with the evidence and the policies that reviews are answered with. */
export function startVerifying(agent: AgentMeans, rules: RulesInForce): Verifying {
  const { settings, kube, registry, memory, keychains, leadership, metrics, troubled } = agent;
  const observed = observe(kube, troubled);
  const resync = settings.profiles.includes('enforcer') ? resyncOf(kube, troubled) : usualResync;
  const verification = verifyContinuously({
    ...{ observed, rules, registry, troubled, every: resync.every },
    reading: readingWith(memory, keychains, Date.now),
    leads: leadership.isLeader,
  });
  leadership.onChange(verification.lead);
  const counted = (outcome: string) => () =>
    [...verification.known().values()].filter(
      ({ judged }) => judged?.verdict.outcome === outcome && judged.verdict.policies.length > 0,
    ).length;
  metrics.gauge('enforce_images', 'Images that run.', () => verification.known().size);
  metrics.gauge('enforce_images_denied', 'Images that run and are denied.', counted('deny'));
  metrics.gauge('enforce_images_warned', 'Images that run and are warned of.', counted('warn'));
  const unread = () => [...verification.known().values()].filter((each) => each.unread).length;
  metrics.gauge('enforce_images_unread', 'Images whose registry does not tell.', unread);
  return {
    verification,
    ready: () => ({}),
    close: async () => {
      verification.stop();
      resync.stop();
      observed.stop();
    },
  };
}
