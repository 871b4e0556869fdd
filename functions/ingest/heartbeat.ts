// SPDX-License-Identifier: Apache-2.0
import type { heartbeat } from '../../core/api/ingest.ts';
import type { Uidp } from '../../core/iam/uidp.ts';
import type { Documents } from '../../ports/documents/port.ts';
import { batches, clusterStates } from '../../store/collections.ts';
import { at, fields, find, put } from '../../store/kind.ts';
import type { AgentHandler } from '../http/handler.ts';
import { notAfter } from './moments.ts';

/** How often an agent says that it lives, in seconds. */
const interval = 60;

/**
 * Keeps the sign of life: one write, whatever runs in the cluster. A replica that begins to lead has applied
 * nothing yet, and takes nothing back: what the one before it applied is said until it says otherwise.
 */
export const beat: AgentHandler<typeof heartbeat> = async (request, { service, cluster }) => {
  const { documents, clock } = service;
  const { agentVersion, version, profiles } = request;
  const lastSeen = new Date(clock()).toISOString();
  const applied =
    request.applied === undefined
      ? (await find(documents, clusterStates, cluster.id))?.applied
      : { ...request.applied, at: notAfter(lastSeen, request.applied.at) };
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
  if (had?.named !== undefined && had.sequence !== request.sequence) {
    await forgetNamed(documents, cluster.id, had.sequence);
  }
  return { sequence: had?.sequence ?? 0, next: interval };
};

/**
 * An agent that thinks of another batch says everything from the beginning. What one before it had named
 * when it ended half way is not said by this one: it may run no more.
 */
async function forgetNamed(documents: Documents, cluster: Uidp, sequence: number): Promise<void> {
  await documents.transaction(async (transaction) => {
    const now = await find(transaction, batches, cluster);
    if (now?.sequence !== sequence) return;
    const { named: _, ...rest } = now;
    put(transaction, batches, cluster, rest);
  });
}
