// SPDX-License-Identifier: Apache-2.0
import { denial, type listDenials } from '../../core/api/denials.ts';
import { shownAs } from '../../core/api/shown.ts';
import { clusters, denials as kept } from '../../store/collections.ts';
import { placesHeld } from '../../store/grants.ts';
import { findAll } from '../../store/kind.ts';
import { listWithin } from '../../store/listing.ts';
import type { Handler } from '../http/handler.ts';

const shown = shownAs(denial);

/** What was refused in the clusters where the caller may list records. */
export const denials: Handler<typeof listDenials> = async (request, { service, principal }) => {
  const { documents } = service;
  const { remoteId, group, image } = request;
  const sight = {
    caller: principal.identity,
    places: await placesHeld(documents, principal.identity, 'records.list'),
  };
  const named =
    remoteId === undefined
      ? undefined
      : await listWithin(documents, clusters, sight, { pageSize: 1 }, { remoteId });
  if (named !== undefined && named.items.length === 0) return { items: [] };
  const cluster = request.cluster ?? named?.items[0]?.id;
  const asked = {
    ...request,
    ...(group === undefined ? {} : { 'uidp.descendantsOf': group }),
    ...(cluster === undefined ? {} : { 'uidp.childrenOf': cluster }),
  };
  const held = image === undefined ? {} : { contains: { field: 'imageNames', value: image } };
  const found = await listWithin(documents, kept, sight, asked, {}, held);
  const ids = [...new Set(found.items.map(({ parent }) => parent))];
  const known = new Map((await findAll(documents, clusters, ids)).map((each) => [each.id, each]));
  const items = found.items.flatMap((each) => {
    const of = known.get(each.parent);
    if (of === undefined) return [];
    return [shown({ ...each, cluster: { id: of.id, name: of.name, remoteId: of.remoteId } })];
  });
  return { ...found, items };
};
