// SPDX-License-Identifier: Apache-2.0
import { type listPolicies, policy } from '../../core/api/policies.ts';
import { shownAs } from '../../core/api/shown.ts';
import { policies } from '../../store/collections.ts';
import { placesHeld } from '../../store/grants.ts';
import { listInLine } from '../../store/in-line.ts';
import { listWithin } from '../../store/listing.ts';
import { demand } from '../http/access.ts';
import type { Handler } from '../http/handler.ts';
import { fitting } from './page.ts';

const shown = shownAs(policy);

/** The policies of the groups where the caller may list; or those in force in one group. */
export const list: Handler<typeof listPolicies> = async (request, { service, principal }) => {
  const { documents } = service;
  const { group, name } = request;
  const caller = principal.identity;
  const asked = fitting(request);
  const where = name === undefined ? {} : { name };
  if (group !== undefined) {
    await demand(documents, caller, group, ['policy.list']);
    const page = await listInLine(documents, policies, caller, group, asked, where);
    return { ...page, items: page.items.map(shown) };
  }
  const places = await placesHeld(documents, caller, 'policy.list');
  const page = await listWithin(documents, policies, { caller, places }, asked, where);
  return { ...page, items: page.items.map(shown) };
};
