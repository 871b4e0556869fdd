// SPDX-License-Identifier: Apache-2.0
import { type listRoles, role } from '../../core/api/roles.ts';
import { shownAs } from '../../core/api/shown.ts';
import { builtInRoles } from '../../core/iam/roles.ts';
import { roles } from '../../store/collections.ts';
import { placesHeld } from '../../store/grants.ts';
import { listWithin, meets } from '../../store/listing.ts';
import type { Handler } from '../http/handler.ts';

const shown = shownAs(role);

/** The built-in roles, unless the list is of a place, and those made in groups that the caller sees. */
export const list: Handler<typeof listRoles> = async (request, { service, principal }) => {
  const { documents } = service;
  const caller = principal.identity;
  const places = await placesHeld(documents, caller, 'roles.list');
  const where = request.name === undefined ? {} : { name: request.name };
  const sight = { caller, places };
  const page = await listWithin(documents, roles, sight, request, where, {
    everywhere: builtIn(request),
  });
  return { ...page, items: page.items.map(shown) };
};

function builtIn(request: Parameters<typeof list>[0]) {
  const place =
    request['uidp.ancestorsOf'] ?? request['uidp.childrenOf'] ?? request['uidp.descendantsOf'];
  if (place !== undefined) return [];
  const { id, name } = request;
  const wanted = { ...(id === undefined ? {} : { id }), ...(name === undefined ? {} : { name }) };
  return builtInRoles
    .filter((each) => meets(each, wanted))
    .map((each) => ({ ...each, parent: '' }));
}
