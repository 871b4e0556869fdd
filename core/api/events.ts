// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { uidp } from '../iam/uidp.ts';
import { endpoint } from './endpoint.ts';
import { listOf, moment, page } from './list.ts';

/** Who did it: the identity, and the upstream identity that it stands for. */
export const actor = z.object({
  subject: uidp,
  email: z.string().optional(),
  act: z.object({ iss: z.string(), sub: z.string() }).optional(),
});

/** One change: who, what, when, from where. Names follow CloudEvents 1.0. */
export const event = z.object({
  id: z.string(),
  type: z.string(),
  time: moment,
  /** The id of what changed. */
  subject: uidp,
  /** The group in which it happened. */
  group: uidp,
  actor,
  /** The network address that the request came from, and what the client calls itself. */
  from: z.object({ address: z.string(), client: z.string() }),
  /** What was asked for or made, secrets left out. */
  body: z.record(z.string(), z.json()),
});
export type Event = z.output<typeof event>;

export const listEvents = endpoint({
  id: 'events.list',
  function: 'events',
  summary: 'Lists the changes in a group and below it, or of one thing there, the newest first.',
  method: 'GET',
  path: '/events/v1/events',
  request: z.strictObject({
    ...page,
    group: uidp,
    type: z.string().max(128).optional(),
    /** The id of what changed: of a policy, an image of a cluster, an invite. */
    subject: uidp.optional(),
  }),
  response: listOf(event),
  access: { kind: 'scoped', capabilities: ['events.list'], at: (request) => request.group },
});
