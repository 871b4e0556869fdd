// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { uidp } from '../iam/uidp.ts';
import { endpoint } from './endpoint.ts';
import { empty, listOf, moment, page, places } from './list.ts';
import { roleName } from './roles.ts';

/** An invite as it is kept: the code is not in it. */
export const invite = z.object({
  id: uidp,
  group: uidp,
  role: roleName,
  expiration: moment,
  /** Names the code without giving it away. */
  keyId: z.string(),
  email: z.string().optional(),
  singleUse: z.boolean(),
  createdAt: moment,
});
export type Invite = z.output<typeof invite>;

/** The answer to a creation: the only time that the code is seen. */
export const newInvite = invite.extend({ code: z.string() });

/** The longest and the usual life of an invite, in seconds: 30 days and 168 hours. */
export const longestInvite = 30 * 24 * 3600;
export const usualInvite = 168 * 3600;

export const createInvite = endpoint({
  id: 'invites.create',
  function: 'invites',
  summary:
    'Creates an invite: whoever brings its code gets the role at the group. Needs group_invites.create and role_bindings.create; the cluster role needs clusters.create instead.',
  method: 'POST',
  path: '/iam/v1/group_invites/{group=**}',
  request: z.strictObject({
    group: uidp,
    /** The id of a role. */
    role: uidp,
    /** Seconds. */
    ttl: z.number().int().min(1).max(longestInvite).default(usualInvite),
    email: z.email().max(254).optional(),
    singleUse: z.boolean().default(false),
  }),
  body: '*',
  response: newInvite,
  access: { kind: 'authenticated' },
  event: 'dev.chainguard.api.iam.group_invite.created.v1',
});

export const listInvites = endpoint({
  id: 'invites.list',
  function: 'invites',
  summary: 'Lists invites, without their codes.',
  method: 'GET',
  path: '/iam/v1/group_invites',
  request: z.strictObject({ ...page, ...places, id: uidp.optional(), group: uidp.optional() }),
  response: listOf(invite),
  access: { kind: 'filtered', capability: 'group_invites.list' },
});

export const deleteInvite = endpoint({
  id: 'invites.delete',
  function: 'invites',
  summary:
    'Deletes an invite; its code is worth nothing from then on. Needs group_invites.delete, or to have made it.',
  method: 'DELETE',
  path: '/iam/v1/group_invites/{id=**}',
  request: z.strictObject({ id: uidp }),
  response: empty,
  access: { kind: 'authenticated' },
  event: 'dev.chainguard.api.iam.group_invite.deleted.v1',
});
