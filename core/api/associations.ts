// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { clouds } from '../iam/components.ts';
import { uidp } from '../iam/uidp.ts';
import { endpoint } from './endpoint.ts';
import { empty, listOf, moment, page, places } from './list.ts';

/** A project of Google Cloud. */
const google = z.strictObject({
  projectId: z.string().regex(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/, 'is not the id of a project'),
  projectNumber: z.string().regex(/^[0-9]{6,20}$/, 'is not the number of a project'),
});

/** An account of AWS. */
const amazon = z.strictObject({
  account: z.string().regex(/^[0-9]{12}$/, 'is not an account: twelve digits'),
});

/** Where a group's images lie: accounts at clouds that let the service in as that group. No key is kept. */
export const association = z.object({
  group: uidp,
  google: google.optional(),
  amazon: amazon.optional(),
  createdAt: moment,
  updatedAt: moment,
});
export type Association = z.output<typeof association>;

const accounts = { google: google.optional(), amazon: amazon.optional() };

export const createAssociation = endpoint({
  id: 'associations.create',
  function: 'associations',
  summary: 'Associates a group, and all below it, with accounts at clouds.',
  method: 'POST',
  path: '/iam/v1/account_associations/{group=**}',
  request: z.strictObject({ group: uidp, ...accounts }),
  body: '*',
  response: association,
  access: {
    kind: 'scoped',
    capabilities: ['account_associations.create'],
    at: (request) => request.group,
  },
  event: 'dev.chainguard.api.iam.account_associations.created.v1',
});

export const updateAssociation = endpoint({
  id: 'associations.update',
  function: 'associations',
  summary: 'Sets with which accounts a group is associated: what is absent is unset.',
  method: 'PUT',
  path: '/iam/v1/account_associations/{group=**}',
  request: z.strictObject({ group: uidp, ...accounts }),
  body: '*',
  response: association,
  access: {
    kind: 'scoped',
    capabilities: ['account_associations.update'],
    at: (request) => request.group,
  },
  event: 'dev.chainguard.api.iam.account_associations.updated.v1',
});

export const listAssociations = endpoint({
  id: 'associations.list',
  function: 'associations',
  summary: 'Lists the associations of groups with accounts at clouds.',
  method: 'GET',
  path: '/iam/v1/account_associations',
  request: z.strictObject({ ...page, ...places, group: uidp.optional() }),
  response: listOf(association),
  access: { kind: 'filtered', capability: 'account_associations.list' },
});

export const deleteAssociation = endpoint({
  id: 'associations.delete',
  function: 'associations',
  summary: 'Ends the association of a group with any account.',
  method: 'DELETE',
  path: '/iam/v1/account_associations/{group=**}',
  request: z.strictObject({ group: uidp }),
  response: empty,
  access: {
    kind: 'scoped',
    capabilities: ['account_associations.delete'],
    at: (request) => request.group,
  },
  event: 'dev.chainguard.api.iam.account_associations.deleted.v1',
});

export const checkAssociation = endpoint({
  id: 'associations.check',
  function: 'associations',
  summary:
    'Tries whether a cloud lets the service in as the group: with an account that may do nothing there.',
  method: 'POST',
  path: '/iam/v1/account_associations/{group=**}:check',
  request: z.strictObject({ group: uidp, cloud: z.enum(clouds) }),
  body: '*',
  response: z.object({
    state: z.enum(['ready', 'not ready']),
    /** What the cloud said, in a sentence. */
    message: z.string(),
  }),
  access: {
    kind: 'scoped',
    capabilities: ['account_associations.list'],
    at: (request) => request.group,
  },
});

export const lendRegistryToken = endpoint({
  id: 'associations.lend',
  function: 'associations',
  summary:
    'Credentials with which the agent of a cluster reads a registry of Google or AWS, as the group nearest above it that is associated with an account there.',
  method: 'POST',
  path: '/agent/v1/registry-tokens',
  request: z.strictObject({ registry: z.string().min(1).max(255) }),
  body: '*',
  response: z.object({ username: z.string(), password: z.string(), expiry: moment }),
  access: { kind: 'cluster' },
});
