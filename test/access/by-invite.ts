// SPDX-License-Identifier: Apache-2.0
import { register } from '../../core/api/auth.ts';
import * as invites from '../../core/api/invites.ts';
import type { Capability } from '../../core/iam/capabilities.ts';
import { newInviteCode } from '../../core/iam/invites.ts';
import { owner } from '../../core/iam/roles.ts';
import { parseUidp } from '../../core/iam/uidp.ts';
import { first, nowhere, type Operation, one, role, unless } from './attempt.ts';
import * as model from './model.ts';

/** What people do with invites. */
export const byInvite: Record<string, Operation> = {
  invite: (world, who, choose) => {
    const group = one(world, choose, 'groups');
    const given = role(world, choose);
    const once = choose([true, false]) ?? true;
    return {
      endpoint: invites.createInvite,
      request: { group, role: given, singleUse: once },
      expected: first(
        ...(model.isCluster(given)
          ? [model.denied(world, who, group, ['clusters.create'])]
          : [
              model.denied(world, who, group, ['group_invites.create', 'role_bindings.create']),
              unless(model.usable(world, given, group), 404),
              model.denied(world, who, group, model.allowedBy(world, given) ?? []),
            ]),
        unless(world.groups.has(group), 404),
      ),
      settle: ({ id, code = '' }) =>
        world.invites.set(id, { group, role: given, inviter: who, code, once }),
    };
  },
  redeem: (world, who, choose) => {
    const id = one(world, choose, 'invites');
    const invite = world.invites.get(id);
    const { group = nowhere, role: given = owner.id, inviter = who, once } = invite ?? {};
    const wanted: Capability[] = [
      'group_invites.create',
      'role_bindings.create',
      ...(model.allowedBy(world, given) ?? []),
    ];
    const already = model.bound(world, who, group, given);
    return {
      endpoint: register,
      request: { code: invite?.code ?? newInviteCode(parseUidp(id, 'id')).code },
      expected: first(
        unless(invite, 404),
        unless(!model.isCluster(given), 400),
        unless(model.denied(world, inviter, group, wanted) === undefined, 403),
      ),
      settle: () => {
        if (already) return;
        world.bindings.set(`${group}/?`, { group, identity: who, role: given });
        if (once) model.remove(world, 'invites', id);
      },
    };
  },
  deleteInvite: (world, who, choose) => {
    const id = one(world, choose, 'invites');
    return {
      endpoint: invites.deleteInvite,
      request: { id },
      expected: first(
        world.invites.get(id)?.inviter === who
          ? undefined
          : model.denied(world, who, id, ['group_invites.delete']),
        unless(world.invites.has(id), 404),
      ),
      settle: () => model.remove(world, 'invites', id),
    };
  },
};
