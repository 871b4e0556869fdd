// SPDX-License-Identifier: Apache-2.0
import { identity, type listIdentities } from '../../core/api/identities.ts';
import { identities } from '../../store/collections.ts';
import { placesHeld } from '../../store/grants.ts';
import { listWithin } from '../../store/listing.ts';
import type { Handler } from '../http/handler.ts';

/** The machine identities of the groups where the caller may list them. */
export const list: Handler<typeof listIdentities> = async (request, { service, principal }) => {
  const { documents } = service;
  const caller = principal.identity;
  const places = await placesHeld(documents, caller, 'identity.list');
  const where = request.name === undefined ? {} : { name: request.name };
  const page = await listWithin(documents, identities, { caller, places }, request, where);
  return { ...page, items: page.items.map((item) => identity.parse(item)) };
};
