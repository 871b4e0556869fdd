// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { uidp } from '../iam/uidp.ts';
import { cluster, remoteId } from './clusters.ts';
import { endpoint } from './endpoint.ts';
import { empty, listOf, moment, page } from './list.ts';

const text = z.string().max(1024);
/** Of an object of Kubernetes, of its kind, of a policy; an object that is not named yet has none. */
const name = z.string().max(253);

/** An image that was not let in. */
const refusedImage = z.object({
  /** As it was written, with its digest where that was known: `index.docker.io/library/ubuntu@sha256:…`. */
  image: z.string().max(1100),
  /** The field of the object, such as `spec.containers[0].image`. */
  place: text,
  /** The policies that deny it, each with its reason and the cure; none where no policy covers it. */
  policies: z.array(z.object({ name, message: text })).max(20),
  /** Why, where that is no policy's: nothing covers it, or its digest was not to be had. */
  message: text.optional(),
});

/** What an agent refused at admission. */
export const refused = z.object({
  /** When it was refused last, by the clock of the agent. */
  at: moment,
  operation: z.string().max(16),
  object: z.object({ kind: name, namespace: name, name }),
  /** The controller that wanted the object, such as a ReplicaSet. */
  owner: z.object({ kind: name, name }).optional(),
  /** Who asked the API server for it. */
  user: z.string().max(512),
  images: z.array(refusedImage).min(1).max(50),
  /** How often that happened since it was told last. */
  times: z.number().int().min(1),
});
export type Refused = z.output<typeof refused>;

/** What a cluster refused, as the service keeps it for `keptFor`. */
export const denial = refused.extend({
  id: uidp,
  group: uidp,
  cluster: cluster.pick({ id: true, name: true, remoteId: true }),
});
export type Denial = z.output<typeof denial>;

/** How long denials are kept, in milliseconds: thirty days. */
export const keptFor = 30 * 24 * 3_600_000;

/** The most denials in a batch: each makes three documents, and a transaction has its limit. */
export const mostDenials = 50;

/** The largest batch, in bytes as it is sent; gzip is taken. */
const largest = 8 * 1024 * 1024;

export const sendDenials = endpoint({
  id: 'ingest.denials',
  function: 'ingest',
  summary:
    'Takes what the agent refused at admission. One that was taken before changes nothing. Each is told as an event `dev.chainguard.admission.v1`.',
  method: 'POST',
  path: '/agent/v1/denials',
  request: z.strictObject({ denials: z.array(refused).min(1).max(mostDenials) }),
  body: '*',
  largest,
  response: empty,
  access: { kind: 'cluster' },
});

export const listDenials = endpoint({
  id: 'denials.list',
  function: 'records',
  summary:
    'Lists what clusters refused at admission in the last thirty days: those of one cluster together, the newest first.',
  method: 'GET',
  path: '/tenant/v1/denials',
  request: z.strictObject({
    ...page,
    cluster: uidp.optional(),
    remoteId: remoteId.optional(),
    /** Of a group and all below it. */
    group: uidp.optional(),
    /** Of this image, as it is written in them. */
    image: z.string().min(1).max(1100).optional(),
  }),
  response: listOf(denial),
  access: { kind: 'filtered', capability: 'records.list' },
});
