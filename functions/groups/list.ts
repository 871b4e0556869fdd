// SPDX-License-Identifier: Apache-2.0
import { group, type listGroups } from '../../core/api/groups.ts';
import { shownAs } from '../../core/api/shown.ts';
import { groups } from '../../store/collections.ts';
import { placesHeld } from '../../store/grants.ts';
import { listWithin } from '../../store/listing.ts';
import type { Handler } from '../http/handler.ts';

const shown = shownAs(group);

/** The groups at and below those where the caller may list. */
export const list: Handler<typeof listGroups> = async (request, { service, principal }) => {
  const { documents } = service;
  const caller = principal.identity;
  const places = await placesHeld(documents, caller, 'groups.list');
  const where = request.name === undefined ? {} : { name: request.name };
  const page = await listWithin(documents, groups, { caller, places }, request, where);
  return { ...page, items: page.items.map(shown) };
};
