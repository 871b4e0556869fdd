// SPDX-License-Identifier: Apache-2.0

import { Failure } from '../core/errors.ts';
import type { Capability } from '../core/iam/capabilities.ts';
import { builtInRole, type Role } from '../core/iam/roles.ts';
import { contains, organisation, type Uidp } from '../core/iam/uidp.ts';
import type { Reader, Transaction } from '../ports/documents/port.ts';
import { type Binding, bindings, type Grants, grants, roles } from './collections.ts';
import { at, fields, find, findAll, put, stored } from './kind.ts';

/** The most bindings that one identity may have in one organisation. */
export const mostBindings = 1000;

/** What an identity holds by one binding. */
export interface Holding {
  group: Uidp;
  role: Role;
}

const keyOf = (identity: Uidp, root: Uidp) => ({
  collection: grants,
  id: `${stored(identity)}@${root}`,
});

/** The grants of the identity in the organisation of the place; one document read. */
export async function grantsIn(reader: Reader, identity: Uidp, place: Uidp): Promise<Grants> {
  const root = organisation(place);
  const document = await reader.get(keyOf(identity, root));
  if (document === undefined) return { identity, organisation: root, bindings: [] };
  return grants.shape.parse(document.data);
}

/** The grants of the identity in all organisations. */
export async function allGrants(reader: Reader, identity: Uidp): Promise<Grants[]> {
  const prefix = `${stored(identity)}@`;
  const found: Grants[] = [];
  let after: string | undefined;
  do {
    const documents = await reader.query({
      collection: grants,
      from: prefix,
      before: `${stored(identity)}A`,
      limit: 1000,
      ...(after === undefined ? {} : { after }),
    });
    found.push(...documents.map((document) => grants.shape.parse(document.data)));
    after = documents.length === 1000 ? documents.at(-1)?.id : undefined;
  } while (after !== undefined);
  return found;
}

/** The bindings with their roles; one read per distinct role that is not built in. */
export async function holdings(reader: Reader, held: Grants['bindings']): Promise<Holding[]> {
  const custom = [...new Set(held.map(({ role }) => role))].filter((id) => !builtInRole(id));
  const made = new Map(
    (await findAll(reader, roles, custom)).map((role) => [role.id as string, role]),
  );
  return held.flatMap(({ group, role: id }) => {
    const role = builtInRole(id) ?? made.get(id);
    return role === undefined ? [] : [{ group, role }];
  });
}

/** How an identity stands at a place. */
export interface Standing {
  /** Whether it is bound anywhere in the organisation. */
  member: boolean;
  /** Every capability that it holds at the place. */
  held: Set<Capability>;
}

/** How the identity stands at the place: one read, and one per distinct custom role that counts there. */
export async function standing(reader: Reader, identity: Uidp, place: Uidp): Promise<Standing> {
  const { bindings: all } = await grantsIn(reader, identity, place);
  const effective = await holdings(
    reader,
    all.filter(({ group }) => contains(group, place)),
  );
  const held = new Set(effective.flatMap(({ role }) => role.capabilities));
  return { member: all.length > 0, held };
}

/** The highest groups at which the identity holds the capability: none of them lies below another. */
export async function placesHeld(
  reader: Reader,
  identity: Uidp,
  capability: Capability,
): Promise<Uidp[]> {
  const all = (await allGrants(reader, identity)).flatMap((each) => each.bindings);
  const held = (await holdings(reader, all)).filter(({ role }) =>
    role.capabilities.includes(capability),
  );
  const places = [...new Set(held.map(({ group }) => group))].sort();
  return places.filter(
    (place) => !places.some((other) => other !== place && contains(other, place)),
  );
}

/** The role that may be given at the group: built in, or made there or above. @throws Failure NOT_FOUND */
export async function usableRole(reader: Reader, id: Uidp, group: Uidp): Promise<Role> {
  const found = builtInRole(id) ?? (await madeRole(reader, id, group));
  if (found !== undefined) return found;
  throw new Failure('NOT_FOUND', `there is no role ${id} that can be given in ${group}`, {
    place: 'role',
    next: 'chainctl iam roles list',
  });
}

async function madeRole(reader: Reader, id: Uidp, group: Uidp): Promise<Role | undefined> {
  const role = await find(reader, roles, id);
  return role !== undefined && contains(role.parent as Uidp, group) ? role : undefined;
}

/** Demands that no other binding gives the same role at the same group. @throws Failure ALREADY_EXISTS */
export function demandSingle(held: Grants, { id, parent, role, identity }: Binding): void {
  const twin = held.bindings.find(
    (each) => each.id !== id && each.group === parent && each.role === role,
  );
  if (twin === undefined) return;
  throw new Failure('ALREADY_EXISTS', `${identity} has that role at ${parent} already`, {
    place: twin.id,
    next: `chainctl iam role-bindings list --identity ${identity}`,
  });
}

/** Adds bindings to the grants of one identity, within the transaction that read them. */
export function addBinding(transaction: Transaction, held: Grants, binding: Binding): void {
  if (held.bindings.length >= mostBindings) {
    throw new Failure(
      'RESOURCE_EXHAUSTED',
      `${binding.identity} has ${mostBindings} role bindings in this organisation; no more fit`,
      { next: `chainctl iam role-bindings list --identity ${binding.identity}` },
    );
  }
  const { id, parent: group, role } = binding;
  write(transaction, { ...held, bindings: [...held.bindings, { id, group, role }] });
  put(transaction, bindings, id, binding);
}

/** Takes bindings away from the grants of one identity, within the transaction that read them. */
export function removeBindings(transaction: Transaction, held: Grants, ids: Uidp[]): void {
  write(transaction, { ...held, bindings: held.bindings.filter(({ id }) => !ids.includes(id)) });
  for (const id of ids) transaction.delete(at(bindings, id));
}

/** Puts another role in a binding, within the transaction that read the grants. */
export function replaceRole(transaction: Transaction, held: Grants, binding: Binding): void {
  write(transaction, {
    ...held,
    bindings: held.bindings.map((each) =>
      each.id === binding.id ? { ...each, role: binding.role } : each,
    ),
  });
  put(transaction, bindings, binding.id, binding);
}

function write(transaction: Transaction, held: Grants): void {
  const key = keyOf(held.identity, held.organisation);
  if (held.bindings.length === 0) transaction.delete(key);
  else transaction.put(key, fields(held));
}
