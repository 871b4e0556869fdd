// SPDX-License-Identifier: Apache-2.0
import { type listRoles, role } from '../../core/api/roles.ts';
import { builtInRoles } from '../../core/iam/roles.ts';
import { roles } from '../../store/collections.ts';
import { placesHeld } from '../../store/grants.ts';
import { listWithin } from '../../store/listing.ts';
import type { Handler } from '../http/handler.ts';

/** The built-in roles, on the first page of a list that names no place, then those made in groups. */
export const list: Handler<typeof listRoles> = async (request, { service, principal }) => {
  const { documents } = service;
  const places = await placesHeld(documents, principal.identity, 'roles.list');
  const where = request.name === undefined ? {} : { name: request.name };
  const page = await listWithin(documents, roles, places, request, where);
  const made = page.items.map((item) => role.parse(item));
  return { ...page, items: [...builtIn(request), ...made] };
};

function builtIn(request: Parameters<typeof list>[0]) {
  const narrowed =
    request['uidp.ancestorsOf'] ?? request['uidp.childrenOf'] ?? request['uidp.descendantsOf'];
  if (request.pageToken !== undefined || narrowed !== undefined) return [];
  return builtInRoles.filter(
    ({ id, name }) =>
      (request.id === undefined || request.id === id) &&
      (request.name === undefined || request.name === name),
  );
}
