// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { capability } from '../iam/capabilities.ts';
import { description, name } from '../iam/names.ts';
import { uidp } from '../iam/uidp.ts';
import { endpoint } from './endpoint.ts';
import { empty, listOf, page, places } from './list.ts';

/** A role: built in (a root id), or made in a group and usable there and below. */
export const role = z.object({
  id: uidp,
  name,
  description,
  capabilities: z.array(capability),
});
export type CustomRole = z.output<typeof role>;

/** A role where it is only mentioned. */
export const roleName = z.object({ id: uidp, name: z.string() });

const held = z
  .array(capability)
  .min(1, 'names no capability')
  .max(200)
  .refine((names) => !names.includes('gulfstream'), 'gulfstream belongs to the role of clusters');

export const createRole = endpoint({
  id: 'roles.create',
  function: 'roles',
  summary: 'Makes a role in a group, of capabilities that the caller holds there.',
  method: 'POST',
  path: '/iam/v1/roles/{parent=**}',
  request: z.strictObject({
    parent: uidp,
    role: z.strictObject({ name, description: description.default(''), capabilities: held }),
  }),
  body: 'role',
  response: role,
  access: { kind: 'scoped', capabilities: ['roles.create'], at: (request) => request.parent },
  event: 'dev.chainguard.api.iam.role.created.v1',
});

export const listRoles = endpoint({
  id: 'roles.list',
  function: 'roles',
  summary: 'Lists the built-in roles and those made in groups that the caller can see.',
  method: 'GET',
  path: '/iam/v1/roles',
  request: z.strictObject({ ...page, ...places, id: uidp.optional(), name: name.optional() }),
  response: listOf(role),
  access: { kind: 'filtered', capability: 'roles.list' },
});

export const updateRole = endpoint({
  id: 'roles.update',
  function: 'roles',
  summary: 'Changes a role; whoever is bound to it holds what it says from then on.',
  method: 'PUT',
  path: '/iam/v1/roles/{id=**}',
  request: z.strictObject({
    id: uidp,
    name: name.optional(),
    description: description.optional(),
    capabilities: held.optional(),
  }),
  body: '*',
  response: role,
  access: { kind: 'scoped', capabilities: ['roles.update'], at: (request) => request.id },
  event: 'dev.chainguard.api.iam.role.updated.v1',
});

export const deleteRole = endpoint({
  id: 'roles.delete',
  function: 'roles',
  summary: 'Deletes a role that nobody is bound to and no invite grants.',
  method: 'DELETE',
  path: '/iam/v1/roles/{id=**}',
  request: z.strictObject({ id: uidp }),
  response: empty,
  access: { kind: 'scoped', capabilities: ['roles.delete'], at: (request) => request.id },
  event: 'dev.chainguard.api.iam.role.deleted.v1',
});
