// SPDX-License-Identifier: Apache-2.0
import { invite, type listInvites } from '../../core/api/invites.ts';
import { builtInRole } from '../../core/iam/roles.ts';
import { invites, roles } from '../../store/collections.ts';
import { placesHeld } from '../../store/grants.ts';
import { findAll } from '../../store/kind.ts';
import { listWithin } from '../../store/listing.ts';
import type { Handler } from '../http/handler.ts';

/** The invites of the groups where the caller may list them. */
export const list: Handler<typeof listInvites> = async (request, { service, principal }) => {
  const { documents } = service;
  const caller = principal.identity;
  const places = await placesHeld(documents, caller, 'group_invites.list');
  const where = request.group === undefined ? {} : { parent: request.group };
  const page = await listWithin(documents, invites, { caller, places }, request, where);
  const made = await findAll(documents, roles, [...new Set(page.items.map((each) => each.role))]);
  const items = page.items.map((each) => {
    const role = builtInRole(each.role) ?? made.find(({ id }) => id === each.role);
    const name = role?.name ?? '';
    return invite.parse({ ...each, group: each.parent, role: { id: each.role, name } });
  });
  return { ...page, items };
};
