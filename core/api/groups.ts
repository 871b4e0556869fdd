// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { description, name } from '../iam/names.ts';
import { uidp } from '../iam/uidp.ts';
import { endpoint } from './endpoint.ts';
import { empty, listOf, moment, page, places } from './list.ts';

/** A group: a root is an organisation, the others stand below it. */
export const group = z.object({
  id: uidp,
  name,
  description,
  createdAt: moment,
  updatedAt: moment,
});
export type Group = z.output<typeof group>;

export const createRootGroup = endpoint({
  id: 'groups.createRoot',
  function: 'groups',
  summary: 'Creates a root group; the caller becomes its owner.',
  method: 'POST',
  path: '/iam/v1/groups',
  request: z.strictObject({
    group: z.strictObject({ name, description: description.default('') }),
  }),
  body: 'group',
  response: group,
  access: { kind: 'authenticated' },
  event: 'dev.chainguard.api.iam.group.created.v1',
});

export const createGroup = endpoint({
  id: 'groups.create',
  function: 'groups',
  summary: 'Creates a group below another.',
  method: 'POST',
  path: '/iam/v1/groups/{parent=**}',
  request: z.strictObject({
    parent: uidp,
    group: z.strictObject({ name, description: description.default('') }),
  }),
  body: 'group',
  response: group,
  access: { kind: 'scoped', capabilities: ['groups.create'], at: (request) => request.parent },
  event: 'dev.chainguard.api.iam.group.created.v1',
});

export const listGroups = endpoint({
  id: 'groups.list',
  function: 'groups',
  summary: 'Lists the groups that the caller can see.',
  method: 'GET',
  path: '/iam/v1/groups',
  request: z.strictObject({ ...page, ...places, id: uidp.optional(), name: name.optional() }),
  response: listOf(group),
  access: { kind: 'filtered', capability: 'groups.list' },
});

export const updateGroup = endpoint({
  id: 'groups.update',
  function: 'groups',
  summary: 'Changes the name or the description of a group; what is not given stays.',
  method: 'PUT',
  path: '/iam/v1/groups/{id=**}',
  request: z.strictObject({
    id: uidp,
    name: name.optional(),
    description: description.optional(),
  }),
  body: '*',
  response: group,
  access: { kind: 'scoped', capabilities: ['groups.update'], at: (request) => request.id },
  event: 'dev.chainguard.api.iam.group.updated.v1',
});

export const deleteGroup = endpoint({
  id: 'groups.delete',
  function: 'groups',
  summary:
    'Deletes a group that holds no groups, policies or clusters, with its invites and bindings.',
  method: 'DELETE',
  path: '/iam/v1/groups/{id=**}',
  request: z.strictObject({ id: uidp }),
  response: empty,
  access: { kind: 'scoped', capabilities: ['groups.delete'], at: (request) => request.id },
  event: 'dev.chainguard.api.iam.group.deleted.v1',
});
