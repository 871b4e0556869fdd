// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Failure } from '../../core/errors.ts';
import { idAttribute } from './message.ts';
import type { Message } from './port.ts';

/** The most bytes that a push can have: 4 MiB in base64, and what stands around them. */
export const largestPush = 8 * 1024 * 1024;

const envelope = z.object({
  message: z.object({
    data: z.base64().default(''),
    attributes: z.record(z.string(), z.string()).default({}),
    messageId: z.string().min(1),
  }),
});

/** The attribute with which Pub/Sub says, of a dead letter, which subscription gave it up. */
const gaveUp = 'CloudPubSubDeadLetterSourceSubscription';

/**
 * The message in the body of a push, as Pub/Sub wraps it
 * (https://cloud.google.com/pubsub/docs/push#receive_push). @throws Failure INVALID_ARGUMENT
 */
export function unwrapped(body: Buffer): Message {
  const { message } = parsed(body);
  const { [idAttribute]: id = message.messageId, ...rest } = message.attributes;
  const { [gaveUp]: subscription } = rest;
  const ours = Object.entries(rest).filter(([name]) => !name.startsWith('CloudPubSub'));
  if (subscription !== undefined) ours.push(['subscription', subscription]);
  const data = Buffer.from(message.data, 'base64');
  return { id, attributes: Object.fromEntries(ours), data: new Uint8Array(data) };
}

function parsed(body: Buffer): z.output<typeof envelope> {
  try {
    return envelope.parse(JSON.parse(body.toString('utf8')));
  } catch {
    throw new Failure('INVALID_ARGUMENT', 'the body is not a push of Pub/Sub', { place: 'body' });
  }
}
