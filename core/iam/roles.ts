// SPDX-License-Identifier: Apache-2.0
import { type Capability, capabilities } from './capabilities.ts';
import type { Uidp } from './uidp.ts';

/** A role: a named set of capabilities. The built-in ones belong to no group. */
export interface Role {
  id: Uidp;
  name: string;
  description: string;
  capabilities: Capability[];
}

const listing = capabilities.filter((name) => name.endsWith('.list') && name !== 'events.list');

const editing: Capability[] = [
  ...listing,
  'events.list',
  'clusters.create',
  'clusters.update',
  'clusters.delete',
  'subscriptions.create',
  'subscriptions.delete',
];

const builtIn = (digit: string, name: string, description: string, held: Capability[]): Role => ({
  id: digit.padStart(40, '0') as Uidp,
  name,
  description,
  capabilities: [...held].sort(),
});

export const viewer = builtIn('1', 'viewer', 'Sees everything, changes nothing.', listing);

export const editor = builtIn(
  '2',
  'editor',
  'A viewer who also installs clusters and subscribes to events.',
  editing,
);

export const owner = builtIn(
  '3',
  'owner',
  'Everything: policies, groups, people and machines.',
  capabilities.filter((name) => name !== 'gulfstream'),
);

/** The role of a cluster's agent. */
export const gulfstream = builtIn('4', 'gulfstream', 'What the agent of a cluster needs.', [
  'gulfstream',
]);

/** The roles that exist everywhere and can be neither edited nor deleted. */
export const builtInRoles: Role[] = [viewer, editor, owner, gulfstream];

/** The built-in role with this id, if it is one. */
export const builtInRole = (id: string): Role | undefined =>
  builtInRoles.find((role) => role.id === id);
