// SPDX-License-Identifier: Apache-2.0
import type { listClusters } from '../../core/api/clusters.ts';
import { clusters } from '../../store/collections.ts';
import { placesHeld } from '../../store/grants.ts';
import { listWithin } from '../../store/listing.ts';
import type { Handler } from '../http/handler.ts';
import { seen } from './seen.ts';

/** The clusters of the groups where the caller may list them. One that just came counts as active. */
export const list: Handler<typeof listClusters> = async (request, { service, principal }) => {
  const { documents } = service;
  const { name, remoteId, group: parent, activeSince } = request;
  const caller = principal.identity;
  const places = await placesHeld(documents, caller, 'clusters.list');
  const where = {
    ...(name === undefined ? {} : { name }),
    ...(remoteId === undefined ? {} : { remoteId }),
    ...(parent === undefined ? {} : { parent }),
  };
  const page = await listWithin(documents, clusters, { caller, places }, request, where);
  const items = (await seen(documents, page.items)).filter(
    ({ lastSeen, registered }) =>
      activeSince === undefined || (lastSeen ?? registered) >= activeSince,
  );
  return { ...page, items };
};
