// SPDX-License-Identifier: Apache-2.0
import type { Endpoint } from '../../core/api/endpoint.ts';
import { Failure } from '../../core/errors.ts';
import type { Capability } from '../../core/iam/capabilities.ts';
import { isUidp, organisation, parentOf, type Uidp } from '../../core/iam/uidp.ts';
import type { Reader } from '../../ports/documents/port.ts';
import { clusters, identities, type StoredCluster } from '../../store/collections.ts';
import { standing } from '../../store/grants.ts';
import { find } from '../../store/kind.ts';
import { refused } from './bearer.ts';

/**
 * Lets the caller of a scoped endpoint in, or not: two document reads (that a machine identity still
 * is, and what it holds in the organisation), and one per distinct custom role. Answers with the
 * cluster where its agent calls an endpoint for agents.
 * @throws Failure NOT_FOUND to whoever holds nothing in that organisation, PERMISSION_DENIED to others
 */
export async function admit(
  reader: Reader,
  identity: Uidp,
  endpoint: Endpoint,
  request: unknown,
): Promise<StoredCluster | undefined> {
  if (endpoint.access.kind === 'cluster') return callingCluster(reader, identity);
  await alive(reader, identity);
  if (endpoint.access.kind !== 'scoped') return undefined;
  const place = endpoint.access.at(request);
  await demand(reader, identity, place, endpoint.access.capabilities);
  return undefined;
}

/**
 * The cluster whose agent calls; one document read.
 * @throws Failure UNAUTHENTICATED for one that was deleted, PERMISSION_DENIED for whoever is no cluster
 */
async function callingCluster(reader: Reader, identity: Uidp): Promise<StoredCluster> {
  const cluster =
    parentOf(identity) === undefined ? undefined : await find(reader, clusters, identity);
  if (cluster !== undefined) return cluster;
  await alive(reader, identity);
  throw new Failure('PERMISSION_DENIED', 'only the agent of a cluster may call this', {
    next: 'chainctl cluster list',
  });
}

/**
 * A machine identity that was deleted takes its tokens with it, and a cluster is none.
 * @throws Failure UNAUTHENTICATED, PERMISSION_DENIED for the agent of a cluster
 */
async function alive(reader: Reader, identity: Uidp): Promise<void> {
  if (parentOf(identity) === undefined) return;
  if ((await find(reader, identities, identity)) !== undefined) return;
  if ((await find(reader, clusters, identity)) === undefined) {
    throw refused(new Error('the identity was deleted'));
  }
  throw new Failure('PERMISSION_DENIED', 'the agent of a cluster may not call this', {
    next: 'chainctl auth login',
  });
}

/**
 * Demands the capabilities at the place.
 * @throws Failure NOT_FOUND to whoever holds nothing in that organisation, PERMISSION_DENIED to others
 */
export async function demand(
  reader: Reader,
  identity: Uidp,
  place: Uidp,
  capabilities: readonly Capability[],
): Promise<void> {
  const { member, held } = await standing(reader, identity, place);
  const missing = capabilities.filter((name) => !held.has(name));
  if (missing.length === 0) return;
  if (!member) throw absent(place);
  throw new Failure('PERMISSION_DENIED', `you lack ${missing.join(' and ')} at ${place}`, {
    next: `chainctl iam role-bindings list --group ${organisation(place)}`,
  });
}

/** The answer for what is not there, and for what the asker may not know to be there. */
export function absent(id: string): Failure {
  const shown = isUidp(id) ? id : JSON.stringify(id.slice(0, 80));
  return new Failure('NOT_FOUND', `there is no ${shown}, or you may not see it`, {
    next: 'chainctl iam groups list',
  });
}
