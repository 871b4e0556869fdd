// SPDX-License-Identifier: Apache-2.0
import type { Capability } from '../../core/iam/capabilities.ts';
import { builtInRoles, gulfstream, owner } from '../../core/iam/roles.ts';
import type { Uidp } from '../../core/iam/uidp.ts';

/**
 * Who may do what, as plainly as it can be said: everything is looked through on each question.
 * What is deleted stays as a name that requests may use.
 */
export interface World {
  people: Uidp[];
  groups: Map<string, { parent: string }>;
  bindings: Map<string, { group: string; identity: string; role: string }>;
  roles: Map<string, { group: string; capabilities: Capability[] }>;
  invites: Map<
    string,
    { group: string; role: string; inviter: string; code: string; once: boolean }
  >;
  policies: Map<string, { group: string; name: string }>;
  deleted: {
    groups: string[];
    bindings: string[];
    roles: string[];
    invites: string[];
    policies: string[];
  };
}

export const emptyWorld = (people: Uidp[]): World => ({
  people,
  groups: new Map(),
  bindings: new Map(),
  roles: new Map(),
  invites: new Map(),
  policies: new Map(),
  deleted: { groups: [], bindings: [], roles: [], invites: [], policies: [] },
});

const atOrBelow = (place: string, top: string): boolean =>
  place === top || place.startsWith(`${top}/`);

/** What a role allows; undefined if it is not there. */
export const allowedBy = (world: World, role: string): Capability[] | undefined =>
  builtInRoles.find(({ id }) => id === role)?.capabilities ?? world.roles.get(role)?.capabilities;

export const holds = (world: World, who: string, place: string, capability: Capability): boolean =>
  [...world.bindings.values()].some(
    ({ identity, group, role }) =>
      identity === who && atOrBelow(place, group) && allowedBy(world, role)?.includes(capability),
  );

/** 404 to whoever is of another organisation, 403 to whoever lacks something, undefined to others. */
export function denied(
  world: World,
  who: string,
  place: string,
  capabilities: Capability[],
): number | undefined {
  if (capabilities.every((each) => holds(world, who, place, each))) return undefined;
  const root = place.slice(0, 40);
  const member = [...world.bindings.values()].some(
    ({ identity, group }) => identity === who && atOrBelow(group, root),
  );
  return member ? 403 : 404;
}

/** Whether the role may be given at the group: built in, or made there or above. */
export const usable = (world: World, role: string, group: string): boolean =>
  builtInRoles.some(({ id }) => id === role) ||
  atOrBelow(group, world.roles.get(role)?.group ?? 'nowhere');

/** 400 if the binding is the only one of an owner at its root. */
export function lastOwner(world: World, id: string): number | undefined {
  const going = world.bindings.get(id);
  if (going?.role !== owner.id || going.group.includes('/')) return undefined;
  const left = [...world.bindings].filter(
    ([other, { group, role }]) => other !== id && group === going.group && role === owner.id,
  );
  return left.length === 0 ? 400 : undefined;
}

/** Whether somebody is bound to the role at the group, by another binding than the one named. */
export const bound = (
  world: World,
  who: string,
  group: string,
  role: string,
  except = '',
): boolean =>
  [...world.bindings].some(
    ([id, each]) =>
      id !== except && each.identity === who && each.group === group && each.role === role,
  );

/** Whether a policy on the group's line of ancestry has the name. */
export const taken = (world: World, group: string, name: string): boolean =>
  [...world.policies.values()].some(
    (each) => each.name === name && (atOrBelow(each.group, group) || atOrBelow(group, each.group)),
  );

export const isCluster = (role: string | undefined): boolean => role === gulfstream.id;

/** Takes something away, with what it leaves behind as a name. */
export function remove(world: World, kind: keyof World['deleted'], id: string): void {
  world[kind].delete(id);
  world.deleted[kind].push(id);
}

/** Takes a group away with the bindings, roles and invites in it. */
export function removeGroup(world: World, group: string): void {
  for (const kind of ['bindings', 'roles', 'invites'] as const) {
    for (const [id, each] of world[kind]) if (each.group === group) remove(world, kind, id);
  }
  remove(world, 'groups', group);
}

/** What the person sees of a kind, by the capability to list it. */
export function visible(world: World, who: string, kind: keyof World['deleted']): string[] {
  const capability = {
    groups: 'groups',
    bindings: 'role_bindings',
    roles: 'roles',
    invites: 'group_invites',
    policies: 'policy',
  } as const;
  return [...world[kind].keys()]
    .filter((id) => holds(world, who, id, `${capability[kind]}.list`))
    .sort();
}
