// SPDX-License-Identifier: Apache-2.0
import type { Endpoint } from '../../core/api/endpoint.ts';
import type { Capability } from '../../core/iam/capabilities.ts';
import { builtInRoles, owner } from '../../core/iam/roles.ts';
import type { World } from './model.ts';

/** A request, what the model expects of it, and what becomes of the world if it succeeds. */
export interface Attempt {
  endpoint: Endpoint;
  request: object;
  expected: number;
  settle: (made: { id: string; code?: string | undefined }) => void;
}

/** A request of the person, chosen in the world. */
export type Operation = (world: World, who: string, choose: Choose) => Attempt;

/** Makes choices: the same numbers choose the same things in the same world. */
export type Choose = <T>(among: readonly T[]) => T | undefined;

/** A root that nobody has. */
export const nowhere = 'f'.repeat(40);
/** What custom roles are made of. */
export const sets: Capability[][] = [
  ['groups.list'],
  ['groups.list', 'groups.update', 'groups.create'],
  ['role_bindings.create', 'role_bindings.update', 'role_bindings.list', 'groups.list'],
  ['roles.create', 'roles.update', 'roles.list'],
  ['group_invites.create', 'role_bindings.create', 'group_invites.list', 'groups.list'],
  ['policy.create', 'policy.delete', 'policy.list'],
  [
    'groups.list',
    'roles.create',
    'roles.update',
    'role_bindings.create',
    'role_bindings.update',
    'group_invites.create',
  ],
];

/** The first answer that there is; 200 without one. */
export const first = (...answers: (number | undefined)[]): number =>
  answers.find((each) => each !== undefined) ?? 200;
/** The status, unless the condition holds. */
export const unless = (holds: unknown, status: number): number | undefined =>
  holds ? undefined : status;

/** The id of something of a kind that is there, or was, or never was. */
export const one = (world: World, choose: Choose, kind: keyof World['deleted']): string =>
  choose([...world[kind].keys(), ...world.deleted[kind].slice(-1)]) ??
  `${nowhere}/${'0'.repeat(16)}`;
/** The id of a role. */
export const role = (world: World, choose: Choose): string =>
  choose([...builtInRoles.map(({ id }) => id), ...world.roles.keys(), ...world.roles.keys()]) ??
  owner.id;
