// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { description, name } from '../iam/names.ts';
import { uidp } from '../iam/uidp.ts';
import { endpoint } from './endpoint.ts';
import { empty, listOf, moment, page, places } from './list.ts';

/** What an agent does: it looks, or it refuses too. */
export const profile = z.enum(['observer', 'enforcer']);
export type Profile = z.output<typeof profile>;

/** The uid of the cluster's namespace `gulfstream`: how the cluster is known to whoever has kubectl. */
export const remoteId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'is not the uid of a namespace');

/** A cluster of a group, registered by its agent. Its id is the identity that the agent acts as. */
export const cluster = z.object({
  id: uidp,
  group: uidp,
  name,
  description,
  remoteId,
  /** Who signs the tokens of its service accounts. */
  issuer: z.string(),
  /** Whether its tokens are verified with registered keys instead of those that the issuer publishes. */
  private: z.boolean(),
  profiles: z.array(profile),
  registered: moment,
  /** The last sign of life of the agent; absent before the first. */
  lastSeen: moment.optional(),
  /** The version of Kubernetes, and that of the agent. */
  version: z.string().optional(),
  agentVersion: z.string().optional(),
  /** The last sign of life of each profile. */
  activity: z.partialRecord(profile, moment),
  /** The desired state that the agent applied last, and which policies it could not apply. */
  applied: z
    .object({
      revision: z.string(),
      at: moment,
      failing: z.array(z.object({ policy: z.string(), message: z.string() })),
    })
    .optional(),
});
export type Cluster = z.output<typeof cluster>;

export const listClusters = endpoint({
  id: 'clusters.list',
  function: 'clusters',
  summary:
    'Lists clusters. `group` names the group that they are in; `activeSince` leaves out those that gave no sign of life since, so that a page may hold fewer than were asked for.',
  method: 'GET',
  path: '/tenant/v1/clusters',
  request: z.strictObject({
    ...page,
    ...places,
    id: uidp.optional(),
    name: name.optional(),
    remoteId: remoteId.optional(),
    group: uidp.optional(),
    activeSince: moment.optional(),
  }),
  response: listOf(cluster),
  access: { kind: 'filtered', capability: 'clusters.list' },
});

export const updateCluster = endpoint({
  id: 'clusters.update',
  function: 'clusters',
  summary: 'Changes what a cluster is called.',
  method: 'PUT',
  path: '/tenant/v1/clusters/{id=**}',
  request: z.strictObject({
    id: uidp,
    name: name.optional(),
    description: description.optional(),
  }),
  body: '*',
  response: cluster,
  access: { kind: 'scoped', capabilities: ['clusters.update'], at: (request) => request.id },
  event: 'dev.chainguard.api.tenant.cluster.updated.v1',
});

export const deleteCluster = endpoint({
  id: 'clusters.delete',
  function: 'clusters',
  summary: 'Deletes a cluster; the tokens of its agent end at once.',
  method: 'DELETE',
  path: '/tenant/v1/clusters/{id=**}',
  request: z.strictObject({ id: uidp }),
  response: empty,
  access: { kind: 'scoped', capabilities: ['clusters.delete'], at: (request) => request.id },
  event: 'dev.chainguard.api.tenant.cluster.deleted.v1',
});
