// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import * as z from 'zod';
import type { ControlPlane } from './control-plane.ts';
import { repeat } from './every.ts';
import { tellingWhileLeading, whileLeading } from './leading.ts';
import type { AgentMeans, Part } from './means.ts';
import { withBroken } from './policies/broken.ts';
import type { HeldPolicies } from './policies/held.ts';
import type { RulesInForce } from './policies/rules.ts';
import { reportTo } from './report/reporter.ts';
import { folderShelf, noShelf } from './shelf.ts';
import { policyBodies } from './sync/bodies.ts';
import { followDesired } from './sync/follow.ts';
import { intoCluster } from './sync/into-cluster.ts';
import { intoMemory } from './sync/into-memory.ts';
import { lastDesired } from './sync/last-desired.ts';
import type { Verification } from './verify/verify.ts';

/** Bytes of policies that are kept on the disk. */
const roomForPolicies = 33_554_432;
/** How often the keys of a private cluster are looked at, in milliseconds. */
const keysEvery = 60_000;

const kubernetes = z.object({ gitVersion: z.string().max(64) });

/**
 * Does what the control plane says and tells it what runs, while this replica leads; and keeps
 * doing so through any silence of it. The policies go into the cluster, or to whoever holds them instead.
 */
export function startFollowing(
  { settings, ...agent }: AgentMeans,
  verification: Verification,
  plane: ControlPlane,
  rules: RulesInForce,
  held?: HeldPolicies,
): Part {
  const { kube, leadership, log, troubled } = agent;
  const { state, profiles } = settings;
  const shelf =
    state === undefined ? noShelf : folderShelf(join(state, 'policies'), roomForPolicies);
  const bodies = policyBodies(plane, shelf);
  const led = whileLeading(kube, leadership.isLeader);
  const target =
    held === undefined
      ? intoCluster(led, bodies, troubled)
      : intoMemory(held, bodies, lastDesired(shelf, plane.registered));
  const sync = followDesired(target, {
    ...{ plane, leadership, troubled },
    changed: ({ revision, failing }) => {
      log('INFO', 'policies applied', { revision, failing });
      reporter.soon();
    },
  });
  const inForce = () => {
    const applied = sync.applied();
    return applied && withBroken(applied, rules.current().set.policies);
  };
  const reporter = reportTo({
    ...{ verification, troubled },
    plane: tellingWhileLeading(plane, leadership.isLeader),
    applied: inForce,
    leads: leadership.isLeader,
    about: async () => {
      const { gitVersion } = kubernetes.parse(await kube.read('/version'));
      return { agentVersion: settings.version, version: gitVersion, profiles };
    },
  });
  leadership.onChange(() => reporter.soon());
  let told = '[]';
  rules.onChange(() => {
    const now = JSON.stringify(inForce()?.failing ?? []);
    if (now !== told) reporter.soon();
    told = now;
  });
  const keys = repeat(async () => {
    if (leadership.isLeader()) await plane.tendKeys();
    return keysEvery;
  }, troubled);
  return {
    ready: () => ({}),
    close: async () => {
      keys.stop();
      reporter.stop();
      sync.stop();
    },
  };
}
