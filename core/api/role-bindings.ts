// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { uidp } from '../iam/uidp.ts';
import { endpoint } from './endpoint.ts';
import { empty, listOf, moment, page, places } from './list.ts';
import { roleName } from './roles.ts';

/** An identity holds a role at a group and at all below it. The id stands under the group. */
export const roleBinding = z.object({
  id: uidp,
  group: uidp,
  identity: uidp,
  /** What people call the identity, where it is known: an e-mail, or the name of a machine. */
  identityName: z.string(),
  role: roleName,
  createdAt: moment,
});
export type RoleBinding = z.output<typeof roleBinding>;

export const createRoleBinding = endpoint({
  id: 'roleBindings.create',
  function: 'roles',
  summary:
    'Gives an identity a role at a group; the caller must hold all that the role allows there.',
  method: 'POST',
  path: '/iam/v1/rolebindings/{parent=**}',
  request: z.strictObject({
    parent: uidp,
    roleBinding: z.strictObject({ identity: uidp, role: uidp }),
  }),
  body: 'roleBinding',
  response: roleBinding,
  access: {
    kind: 'scoped',
    capabilities: ['role_bindings.create'],
    at: (request) => request.parent,
  },
  event: 'dev.chainguard.api.iam.rolebindings.created.v1',
});

export const listRoleBindings = endpoint({
  id: 'roleBindings.list',
  function: 'roles',
  summary: 'Lists who holds which role where.',
  method: 'GET',
  path: '/iam/v1/rolebindings',
  request: z.strictObject({
    ...page,
    ...places,
    id: uidp.optional(),
    group: uidp.optional(),
    identity: uidp.optional(),
    role: uidp.optional(),
  }),
  response: listOf(roleBinding),
  access: { kind: 'filtered', capability: 'role_bindings.list' },
});

export const updateRoleBinding = endpoint({
  id: 'roleBindings.update',
  function: 'roles',
  summary: 'Puts another role in a binding.',
  method: 'PUT',
  path: '/iam/v1/rolebindings/{id=**}',
  request: z.strictObject({ id: uidp, role: uidp }),
  body: '*',
  response: roleBinding,
  access: { kind: 'scoped', capabilities: ['role_bindings.update'], at: (request) => request.id },
  event: 'dev.chainguard.api.iam.rolebindings.updated.v1',
});

export const deleteRoleBinding = endpoint({
  id: 'roleBindings.delete',
  function: 'roles',
  summary: 'Takes a role away; the last owner of a root stays.',
  method: 'DELETE',
  path: '/iam/v1/rolebindings/{id=**}',
  request: z.strictObject({ id: uidp }),
  response: empty,
  access: { kind: 'scoped', capabilities: ['role_bindings.delete'], at: (request) => request.id },
  event: 'dev.chainguard.api.iam.rolebindings.deleted.v1',
});
