// SPDX-License-Identifier: Apache-2.0
import { type listSubscriptions, subscription } from '../../core/api/subscriptions.ts';
import { subscriptions } from '../../store/collections.ts';
import { placesHeld } from '../../store/grants.ts';
import { listWithin } from '../../store/listing.ts';
import type { Handler } from '../http/handler.ts';

/** The subscriptions of the groups where the caller may list them. */
export const list: Handler<typeof listSubscriptions> = async (request, { service, principal }) => {
  const { documents } = service;
  const caller = principal.identity;
  const places = await placesHeld(documents, caller, 'subscriptions.list');
  const where = request.group === undefined ? {} : { parent: request.group };
  const page = await listWithin(documents, subscriptions, { caller, places }, request, where);
  return { ...page, items: page.items.map((item) => subscription.parse(item)) };
};
