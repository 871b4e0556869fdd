// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { uidp } from '../iam/uidp.ts';
import { endpoint } from './endpoint.ts';
import { empty, listOf, moment, page, places } from './list.ts';

/** Where events are sent to. Which hosts are reached is judged by whoever sends. */
const sink = z
  .url({ protocol: /^https?$/, error: 'is not an https URL' })
  .max(2000)
  .refine((text) => {
    const url = URL.parse(text);
    return url !== null && url.username === '' && url.password === '' && url.hash === '';
  }, 'holds a user, a password or a fragment');

/** Somebody outside who is told of what happens in a group and below it. */
export const subscription = z.object({ id: uidp, group: uidp, sink, createdAt: moment });
export type Subscription = z.output<typeof subscription>;

/** The most subscriptions of one group. */
export const mostSubscriptions = 20;

export const createSubscription = endpoint({
  id: 'subscriptions.create',
  function: 'subscriptions',
  summary:
    'Sends the events of a group and all below it to a URL, as CloudEvents 1.0 in binary mode, each with a signed token.',
  method: 'POST',
  path: '/events/v1/subscriptions/{parent=**}',
  request: z.strictObject({ parent: uidp, subscription: z.strictObject({ sink }) }),
  body: 'subscription',
  response: subscription,
  access: {
    kind: 'scoped',
    capabilities: ['subscriptions.create'],
    at: (request) => request.parent,
  },
  event: 'dev.chainguard.api.events.subscription.created.v1',
});

export const listSubscriptions = endpoint({
  id: 'subscriptions.list',
  function: 'subscriptions',
  summary: 'Lists subscriptions to events.',
  method: 'GET',
  path: '/events/v1/subscriptions',
  request: z.strictObject({ ...page, ...places, id: uidp.optional(), group: uidp.optional() }),
  response: listOf(subscription),
  access: { kind: 'filtered', capability: 'subscriptions.list' },
});

export const deleteSubscription = endpoint({
  id: 'subscriptions.delete',
  function: 'subscriptions',
  summary: 'Ends a subscription; what was not delivered yet is not delivered any more.',
  method: 'DELETE',
  path: '/events/v1/subscriptions/{id=**}',
  request: z.strictObject({ id: uidp }),
  response: empty,
  access: { kind: 'scoped', capabilities: ['subscriptions.delete'], at: (request) => request.id },
  event: 'dev.chainguard.api.events.subscription.deleted.v1',
});
