// SPDX-License-Identifier: Apache-2.0
import type { Uidp } from '../../core/iam/uidp.ts';
import type { Documents } from '../../ports/documents/port.ts';
import { clusters } from '../../store/collections.ts';
import { placesHeld } from '../../store/grants.ts';
import { listWithin, type Sight } from '../../store/listing.ts';
import type { Chosen } from '../../store/narrow.ts';

/** Which clusters a list is of: one by its id or by the uid of its namespace, or all below a group. */
export interface ClustersAsked {
  cluster?: Uidp | undefined;
  remoteId?: string | undefined;
  group?: Uidp | undefined;
}

/**
 * What the caller may see of the records of clusters, and where in that the clusters lie that are asked
 * for; undefined where no cluster of that uid is to be seen.
 */
export async function whereAsked(
  documents: Documents,
  caller: Uidp,
  { cluster, remoteId, group }: ClustersAsked,
): Promise<{ sight: Sight; range: Chosen } | undefined> {
  const sight = { caller, places: await placesHeld(documents, caller, 'records.list') };
  const named =
    remoteId === undefined
      ? undefined
      : await listWithin(documents, clusters, sight, { pageSize: 1 }, { remoteId });
  if (named !== undefined && named.items.length === 0) return undefined;
  const parent = cluster ?? named?.items[0]?.id;
  const range = {
    ...(group === undefined ? {} : { 'uidp.descendantsOf': group }),
    ...(parent === undefined ? {} : { 'uidp.childrenOf': parent }),
  };
  return { sight, range };
}
