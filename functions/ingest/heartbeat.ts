// SPDX-License-Identifier: Apache-2.0
import type { heartbeat } from '../../core/api/ingest.ts';
import { batches, clusterStates } from '../../store/collections.ts';
import { at, fields, find } from '../../store/kind.ts';
import type { AgentHandler } from '../http/handler.ts';

/** How often an agent says that it lives, in seconds. */
const interval = 60;

/** Keeps the sign of life: one write, whatever runs in the cluster. */
export const beat: AgentHandler<typeof heartbeat> = async (request, { service, cluster }) => {
  const { documents, clock } = service;
  const { applied, agentVersion, version, profiles } = request;
  const lastSeen = new Date(clock()).toISOString();
  const state = {
    agentVersion,
    version,
    profiles,
    lastSeen,
    activity: Object.fromEntries(profiles.map((profile) => [profile, lastSeen])),
    applied,
    revision: applied?.revision ?? '',
    healthy: applied === undefined || applied.failing.length === 0,
  };
  await documents.put(at(clusterStates, cluster.id), fields(clusterStates.shape.parse(state)));
  const had = await find(documents, batches, cluster.id);
  return { sequence: had?.sequence ?? 0, next: interval };
};
