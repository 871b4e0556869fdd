// SPDX-License-Identifier: Apache-2.0
import { association, type listAssociations } from '../../core/api/associations.ts';
import { shownAs } from '../../core/api/shown.ts';
import { associations } from '../../store/collections.ts';
import { placesHeld } from '../../store/grants.ts';
import { listWithin } from '../../store/listing.ts';
import type { Handler } from '../http/handler.ts';

const shown = shownAs(association);

/** The associations of the groups where the caller may list them. */
export const list: Handler<typeof listAssociations> = async (request, { service, principal }) => {
  const { documents } = service;
  const caller = principal.identity;
  const places = await placesHeld(documents, caller, 'account_associations.list');
  const where = request.group === undefined ? {} : { parent: request.group };
  const page = await listWithin(documents, associations, { caller, places }, request, where);
  return { ...page, items: page.items.map(shown) };
};
