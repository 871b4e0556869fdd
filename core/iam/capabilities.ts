// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

/** Everything that a role can allow. Names are what users see; singular and plural are historical. */
export const capabilities = [
  'account_associations.create',
  'account_associations.delete',
  'account_associations.list',
  'account_associations.update',
  'attestations.list',
  'clusters.create',
  'clusters.delete',
  'clusters.list',
  'clusters.update',
  'events.list',
  'group_invites.create',
  'group_invites.delete',
  'group_invites.list',
  'groups.create',
  'groups.delete',
  'groups.list',
  'groups.update',
  'gulfstream',
  'identity.create',
  'identity.delete',
  'identity.list',
  'identity.update',
  'namespaces.list',
  'policy.create',
  'policy.delete',
  'policy.list',
  'policy.update',
  'record_contexts.list',
  'record_policy_results.list',
  'record_signatures.list',
  'records.list',
  'role_bindings.create',
  'role_bindings.delete',
  'role_bindings.list',
  'role_bindings.update',
  'roles.create',
  'roles.delete',
  'roles.list',
  'roles.update',
  'sboms.list',
  'subscriptions.create',
  'subscriptions.delete',
  'subscriptions.list',
  'workloads.list',
] as const;

export type Capability = (typeof capabilities)[number];

/** One capability by its name. */
export const capability = z.enum(capabilities);
