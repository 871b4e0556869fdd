// SPDX-License-Identifier: Apache-2.0
import * as groups from '../../core/api/groups.ts';
import * as policies from '../../core/api/policies.ts';
import { owner } from '../../core/iam/roles.ts';
import { policyDocument } from '../fixtures/policy.ts';
import { first, type Operation, one, unless } from './attempt.ts';
import * as model from './model.ts';

/** What people do with groups and policies. */
export const inGroups: Record<string, Operation> = {
  createRoot: (world, who) => ({
    endpoint: groups.createRootGroup,
    request: { group: { name: 'root' } },
    expected: 200,
    settle: ({ id }) =>
      world.groups.set(id, { parent: '' }) &&
      world.bindings.set(`${id}/?`, { group: id, identity: who, role: owner.id }),
  }),
  createGroup: (world, who, choose) => {
    const parent = one(world, choose, 'groups');
    return {
      endpoint: groups.createGroup,
      request: { parent, group: { name: 'group' } },
      expected: first(
        model.denied(world, who, parent, ['groups.create']),
        unless(world.groups.has(parent), 404),
      ),
      settle: ({ id }) => world.groups.set(id, { parent }),
    };
  },
  updateGroup: (world, who, choose) => {
    const id = one(world, choose, 'groups');
    return {
      endpoint: groups.updateGroup,
      request: { id, description: 'changed' },
      expected: first(
        model.denied(world, who, id, ['groups.update']),
        unless(world.groups.has(id), 404),
      ),
      settle: () => undefined,
    };
  },
  deleteGroup: (world, who, choose) => {
    const id = one(world, choose, 'groups');
    const full =
      [...world.groups.values()].some(({ parent }) => parent === id) ||
      [...world.policies.values()].some(({ group }) => group === id);
    return {
      endpoint: groups.deleteGroup,
      request: { id },
      expected: first(
        model.denied(world, who, id, ['groups.delete']),
        unless(world.groups.has(id), 404),
        unless(!full, 400),
      ),
      settle: () => model.removeGroup(world, id),
    };
  },
  createPolicy: (world, who, choose) => {
    const parent = one(world, choose, 'groups');
    const name = choose(['one', 'two']) ?? 'one';
    return {
      endpoint: policies.createPolicy,
      request: { parent, policy: { document: policyDocument(name) } },
      expected: first(
        model.denied(world, who, parent, ['policy.create']),
        unless(world.groups.has(parent), 404),
        unless(!model.taken(world, parent, name), 409),
      ),
      settle: ({ id }) => world.policies.set(id, { group: parent, name }),
    };
  },
  deletePolicy: (world, who, choose) => {
    const id = one(world, choose, 'policies');
    return {
      endpoint: policies.deletePolicy,
      request: { id },
      expected: first(
        model.denied(world, who, id, ['policy.delete']),
        unless(world.policies.has(id), 404),
      ),
      settle: () => model.remove(world, 'policies', id),
    };
  },
};
