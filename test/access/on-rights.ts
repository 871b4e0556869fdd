// SPDX-License-Identifier: Apache-2.0
import * as bindings from '../../core/api/role-bindings.ts';
import * as roles from '../../core/api/roles.ts';
import { first, nowhere, type Operation, one, role, sets, unless } from './attempt.ts';
import * as model from './model.ts';

/** What people do with bindings and roles. */
export const onRights: Record<string, Operation> = {
  bind: (world, who, choose) => {
    const parent = one(world, choose, 'groups');
    const identity = choose(world.people) ?? who;
    const given = role(world, choose);
    return {
      endpoint: bindings.createRoleBinding,
      request: { parent, roleBinding: { identity, role: given } },
      expected: first(
        model.denied(world, who, parent, ['role_bindings.create']),
        unless(world.groups.has(parent), 404),
        unless(model.usable(world, given, parent), 404),
        unless(!model.isCluster(given), 403),
        model.denied(world, who, parent, model.allowedBy(world, given) ?? []),
        unless(!model.bound(world, identity, parent, given), 409),
      ),
      settle: ({ id }) => world.bindings.set(id, { group: parent, identity, role: given }),
    };
  },
  rebind: (world, who, choose) => {
    const id = one(world, choose, 'bindings');
    const given = role(world, choose);
    const before = world.bindings.get(id);
    const { group, identity } = before ?? { group: nowhere, identity: who };
    return {
      endpoint: bindings.updateRoleBinding,
      request: { id, role: given },
      expected: first(
        model.denied(world, who, id, ['role_bindings.update']),
        unless(before, 404),
        unless(!model.isCluster(given), 403),
        unless(model.usable(world, given, group), 404),
        model.denied(world, who, group, model.allowedBy(world, given) ?? []),
        before?.role === given ? undefined : model.lastOwner(world, id),
        unless(!model.bound(world, identity, group, given, id), 409),
      ),
      settle: () => world.bindings.set(id, { group, identity, role: given }),
    };
  },
  unbind: (world, who, choose) => {
    const id = one(world, choose, 'bindings');
    return {
      endpoint: bindings.deleteRoleBinding,
      request: { id },
      expected: first(
        model.denied(world, who, id, ['role_bindings.delete']),
        unless(world.bindings.has(id), 404),
        model.lastOwner(world, id),
      ),
      settle: () => model.remove(world, 'bindings', id),
    };
  },
  createRole: (world, who, choose) => {
    const parent = one(world, choose, 'groups');
    const capabilities = choose(sets) ?? [];
    return {
      endpoint: roles.createRole,
      request: { parent, role: { name: 'role', capabilities } },
      expected: first(
        model.denied(world, who, parent, ['roles.create']),
        unless(world.groups.has(parent), 404),
        model.denied(world, who, parent, capabilities),
      ),
      settle: ({ id }) => world.roles.set(id, { group: parent, capabilities }),
    };
  },
  updateRole: (world, who, choose) => {
    const id = one(world, choose, 'roles');
    const capabilities = choose(sets) ?? [];
    const before = world.roles.get(id);
    const added = capabilities.filter((each) => !before?.capabilities.includes(each));
    return {
      endpoint: roles.updateRole,
      request: { id, capabilities },
      expected: first(
        model.denied(world, who, id, ['roles.update']),
        unless(before, 404),
        model.denied(world, who, before?.group ?? nowhere, added),
      ),
      settle: () => before && world.roles.set(id, { ...before, capabilities }),
    };
  },
  deleteRole: (world, who, choose) => {
    const id = one(world, choose, 'roles');
    const used = [...world.bindings.values(), ...world.invites.values()].some(
      (each) => each.role === id,
    );
    return {
      endpoint: roles.deleteRole,
      request: { id },
      expected: first(
        model.denied(world, who, id, ['roles.delete']),
        unless(world.roles.has(id), 404),
        unless(!used, 400),
      ),
      settle: () => model.remove(world, 'roles', id),
    };
  },
};
