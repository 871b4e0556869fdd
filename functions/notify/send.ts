// SPDX-License-Identifier: Apache-2.0
import { hash, randomUUID } from 'node:crypto';
import type { Event } from '../../core/api/events.ts';
import type { Subscription } from '../../core/api/subscriptions.ts';
import { Failure } from '../../core/errors.ts';
import { openWire } from '../../registry/wire/send.ts';
import { checkSink } from '../../registry/wire/sink.ts';
import { signed } from '../jwt.ts';
import type { Service } from '../service.ts';
import { cloudEvent } from './cloud-event.ts';

/** How long a receiver may take to answer, in milliseconds, and the most that it may say, in bytes. */
const patience = 10_000;
const most = 65_536;

/** How long a token of a notification is good for, in seconds. */
const tokenLife = 300;

/**
 * Sends an event to a subscriber, once, without following redirects. The bearer token is for whoever
 * receives it and opens nothing of ours: audience `customer`, subject `webhook:<group>`, and in
 * `webhook.digest` the SHA-256 of the body.
 * @throws Failure UNAVAILABLE where the answer is none of 200 to 299
 */
export function sender(service: Service) {
  const { issuer, clock, log, leaving } = service;
  const reach = service.development === undefined ? 'public' : 'private';
  const wire = openWire({ reach });
  const tokenFor = (group: string, body: string): Promise<string> => {
    const iat = Math.floor(clock() / 1000);
    return signed(service, 'JWT', {
      iss: issuer,
      aud: 'customer',
      sub: `webhook:${group}`,
      iat,
      exp: iat + tokenLife,
      jti: randomUUID(),
      webhook: { digest: `sha256:${hash('sha256', body)}` },
    });
  };
  const post = async (event: Event, { group, sink }: Subscription): Promise<number> => {
    const url = new URL(sink);
    checkSink(url, reach);
    const { headers, body } = cloudEvent(event, issuer);
    const sent = {
      ...headers,
      'content-type': 'application/json',
      'user-agent': 'Chainguard Enforce',
      authorization: `Bearer ${await tokenFor(group, body)}`,
    };
    const until = AbortSignal.any([AbortSignal.timeout(patience), leaving]);
    const request = { method: 'POST' as const, url, headers: sent, body, most };
    return (await wire.send(request, until)).status;
  };
  return async (event: Event, subscription: Subscription): Promise<void> => {
    const { id } = subscription;
    const status = await post(event, subscription).catch((cause: unknown) => {
      log({ severity: 'WARNING', subscription: id, event: event.id, undelivered: 'no answer' });
      throw undelivered(id, cause);
    });
    if (status >= 200 && status < 300) return;
    log({ severity: 'WARNING', subscription: id, event: event.id, undelivered: status });
    throw undelivered(id, new Error(`status ${status}`));
  };
}

const undelivered = (place: string, cause: unknown): Failure =>
  new Failure('UNAVAILABLE', 'the subscriber did not take the event; it is sent again', {
    place,
    cause,
  });
