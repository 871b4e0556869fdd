// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { controlPlane } from './control-plane.ts';
import { repeat } from './every.ts';
import type { AgentMeans, Part } from './means.ts';
import { folderShelf, noShelf } from './shelf.ts';
import { policyBodies } from './sync/bodies.ts';
import { followDesired } from './sync/follow.ts';

/** Bytes of policies that are kept on the disk. */
const roomForPolicies = 33_554_432;
/** How often the keys of a private cluster are looked at, in milliseconds. */
const keysEvery = 60_000;

/** Does what the control plane at the URL says, and keeps doing it through any silence of it. */
export function startFollowing({ settings, ...agent }: AgentMeans, url: string): Part {
  const { kube, leadership, log, troubled } = agent;
  const { tokenFile, state, profiles } = settings;
  const own = { tokenFile, private: settings.private, userAgent: 'enforce-agent' };
  const plane = controlPlane(kube, { url, ...own });
  const shelf =
    state === undefined ? noShelf : folderShelf(join(state, 'policies'), roomForPolicies);
  const sync = profiles.includes('enforcer')
    ? followDesired(kube, {
        ...{ plane, leadership, troubled },
        bodies: policyBodies(plane, shelf),
        changed: ({ revision, failing }) => log('INFO', 'policies applied', { revision, failing }),
      })
    : undefined;
  const keys = repeat(async () => {
    if (leadership.isLeader()) await plane.tendKeys();
    return keysEvery;
  }, troubled);
  return {
    ready: () => ({}),
    close: async () => {
      keys.stop();
      sync?.stop();
    },
  };
}
