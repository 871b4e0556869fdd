// SPDX-License-Identifier: Apache-2.0
import { setTimeout as wait } from 'node:timers/promises';
import type { Consumer, Message, Topics } from './port.ts';

export interface EmbeddedOptions {
  /** How often a message is tried before it goes to the dead topic. */
  attempts?: number;
  /** The wait before try number n + 1, in milliseconds. */
  backoff?: (tries: number) => number;
}

/**
 * Topics within one process. Publishing resolves when every subscription has taken the message or
 * given it up to the dead topic: what the process had in hand when it died is still in the outbox of
 * whoever published it, and comes again.
 */
export function embeddedTopics({
  attempts = 5,
  backoff = (tries) => Math.min(100 * 2 ** tries, 10_000),
}: EmbeddedOptions = {}): Topics {
  const subscriptions = new Map<string, Map<string, Consumer>>();
  const underway = new Set<Promise<void>>();
  let closed = false;

  const deliver = async (
    topic: string,
    subscription: string,
    consumer: Consumer,
    message: Message,
  ): Promise<void> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await consumer(message);
      } catch {
        if (closed) throw new Error(`${topic} was closed before ${subscription} took the message`);
        if (tries >= attempts) break;
        await wait(backoff(tries), undefined, { ref: false });
      }
    }
    const attributes = { ...message.attributes, subscription };
    await publish(`${topic}.dead`, { ...message, attributes });
  };

  const publish = async (topic: string, message: Message): Promise<void> => {
    if (closed) throw new Error('the topics are closed');
    const consumers = [...(subscriptions.get(topic) ?? [])];
    const deliveries = consumers.map(([name, consumer]) => deliver(topic, name, consumer, message));
    const all = Promise.all(deliveries).then(() => undefined);
    const settled = all.catch(() => undefined);
    underway.add(settled);
    void settled.finally(() => underway.delete(settled));
    return all;
  };

  return {
    publish,
    subscribe: (topic, subscription, consumer) => {
      const consumers = subscriptions.get(topic) ?? new Map<string, Consumer>();
      subscriptions.set(topic, consumers.set(subscription, consumer));
      return () => consumers.delete(subscription);
    },
    close: async () => {
      closed = true;
      await Promise.all(underway);
    },
  };
}
