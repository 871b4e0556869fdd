// SPDX-License-Identifier: Apache-2.0
import type { listRoleBindings } from '../../core/api/role-bindings.ts';
import { builtInRole } from '../../core/iam/roles.ts';
import { parentOf } from '../../core/iam/uidp.ts';
import type { Reader } from '../../ports/documents/port.ts';
import { type Binding, bindings, identities, people, roles } from '../../store/collections.ts';
import { placesHeld } from '../../store/grants.ts';
import { findAll } from '../../store/kind.ts';
import { listWithin } from '../../store/listing.ts';
import type { Handler } from '../http/handler.ts';

/** Who holds which role, in the groups where the caller may list bindings. */
export const listBindings: Handler<typeof listRoleBindings> = async (
  request,
  { service, principal },
) => {
  const { documents } = service;
  const caller = principal.identity;
  const places = await placesHeld(documents, caller, 'role_bindings.list');
  const { group, identity, role } = request;
  const where = {
    ...(group === undefined ? {} : { parent: group }),
    ...(identity === undefined ? {} : { identity }),
    ...(role === undefined ? {} : { role }),
  };
  const page = await listWithin(documents, bindings, { caller, places }, request, where);
  return { ...page, items: await named(documents, page.items) };
};

/** Bindings with the names of what they bind, read once each. */
export async function named(reader: Reader, found: Binding[]) {
  const ids = [...new Set(found.map((each) => each.identity))];
  const persons = await findAll(
    reader,
    people,
    ids.filter((id) => parentOf(id) === undefined),
  );
  const machines = await findAll(
    reader,
    identities,
    ids.filter((id) => parentOf(id) !== undefined),
  );
  const made = await findAll(reader, roles, [...new Set(found.map((each) => each.role))]);
  const names = new Map([
    ...persons.map((person) => [person.id, person.email ?? person.subject] as const),
    ...machines.map((machine) => [machine.id, machine.name] as const),
  ]);
  return found.map(({ id, parent, identity, role, createdAt }) => ({
    id,
    group: parent,
    identity,
    identityName: names.get(identity) ?? '',
    role: {
      id: role,
      name: (builtInRole(role) ?? made.find((each) => each.id === role))?.name ?? '',
    },
    createdAt,
  }));
}
