// SPDX-License-Identifier: Apache-2.0
import type { createInvite } from '../../core/api/invites.ts';
import { newInviteCode } from '../../core/iam/invites.ts';
import { gulfstream, type Role } from '../../core/iam/roles.ts';
import { newChild, type Uidp } from '../../core/iam/uidp.ts';
import type { Reader } from '../../ports/documents/port.ts';
import { change } from '../../store/change.ts';
import { groups, invites } from '../../store/collections.ts';
import { usableRole } from '../../store/grants.ts';
import { keptAfterExpiry } from '../../store/invites.ts';
import { find, create as write } from '../../store/kind.ts';
import { absent, demand } from '../http/access.ts';
import type { Handler } from '../http/handler.ts';

/** Makes an invite of a role that the caller may give at the group, and shows its code once. */
export const create: Handler<typeof createInvite> = async (request, call) => {
  const { service, author, principal } = call;
  const type = 'dev.chainguard.api.iam.group_invite.created.v1';
  return change(service, author, type, async (transaction, record, now) => {
    const { group, ttl, email, singleUse } = request;
    const role = await grantable(transaction, principal.identity, request.role, group);
    if ((await find(transaction, groups, group)) === undefined) throw absent(group);
    const id = newChild(group);
    const { code, secretHash, keyId } = newInviteCode(id);
    const expires = service.clock() + ttl * 1000;
    const invite = {
      id,
      expiration: new Date(expires).toISOString(),
      keyId,
      ...(email === undefined ? {} : { email }),
      singleUse,
      createdAt: now,
    };
    write(transaction, invites, id, {
      ...invite,
      parent: group,
      role: role.id,
      expires: expires + keptAfterExpiry,
      secretHash,
      inviter: principal.identity,
    });
    const shown = { ...invite, group, role: { id: role.id, name: role.name } };
    record(id, group, shown);
    return { ...shown, code };
  });
};

/**
 * The role, if the identity may give it by invite: with group_invites.create, role_bindings.create
 * and all that the role allows; the cluster role with clusters.create.
 */
async function grantable(reader: Reader, identity: Uidp, roleId: Uidp, group: Uidp): Promise<Role> {
  if (roleId === gulfstream.id) {
    await demand(reader, identity, group, ['clusters.create']);
    return gulfstream;
  }
  await demand(reader, identity, group, ['group_invites.create', 'role_bindings.create']);
  const role = await usableRole(reader, roleId, group);
  await demand(reader, identity, group, role.capabilities);
  return role;
}
