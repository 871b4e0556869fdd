// SPDX-License-Identifier: Apache-2.0
import { OAuth2Client } from 'google-auth-library';
import { z } from 'zod';
import { Failure } from '../../core/errors.ts';
import { idAttribute } from './message.ts';
import type { Message } from './port.ts';

/** Which pushes are taken. */
export interface PushOptions {
  /** What the subscription says of its endpoint; the token is for it alone. */
  audience: string;
  /** The e-mail of the service account that the subscription pushes as. */
  serviceAccount: string;
  /** Where the certificates of the tokens' issuer are; Google's own without it. */
  certificates?: string;
}

/** The most bytes that a push can have: 4 MiB in base64, and what stands around them. */
export const largestPush = 8 * 1024 * 1024;

/**
 * The body of a push (https://cloud.google.com/pubsub/docs/push#receive_push), as Pub/Sub wraps it.
 */
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
 * Takes the message out of a push once its token has been verified: signed by Google, for our
 * audience, and of the one service account, whose e-mail Google vouches for.
 * @throws Failure UNAUTHENTICATED, PERMISSION_DENIED or INVALID_ARGUMENT; no token stands in it
 */
export function pushedMessages(
  options: PushOptions,
): (authorization: string | undefined, body: Buffer) => Promise<Message> {
  const { audience, serviceAccount, certificates } = options;
  const endpoints =
    certificates === undefined ? {} : { oauth2FederatedSignonPemCertsUrl: certificates };
  const google = new OAuth2Client({ endpoints });

  return async (authorization, body) => {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) throw unproven();
    // What the library throws quotes the token, so it is not even kept as a cause.
    const ticket = await google.verifyIdToken({ idToken: token, audience }).catch(() => undefined);
    const claims = ticket?.getPayload();
    if (claims === undefined) throw unproven();
    if (claims.email_verified !== true || claims.email !== serviceAccount) {
      throw new Failure('PERMISSION_DENIED', 'this account may not push messages here');
    }
    return unwrapped(body);
  };
}

function unwrapped(body: Buffer): Message {
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

const unproven = (): Failure =>
  new Failure('UNAUTHENTICATED', 'this takes messages from our subscription alone');
