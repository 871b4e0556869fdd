// SPDX-License-Identifier: Apache-2.0
import { setTimeout as wait } from 'node:timers/promises';
import { checkMessage } from './message.ts';
import type { Consumer, Message, Subscriptions, Topics } from './port.ts';

export interface EmbeddedOptions {
  /** How often a message is tried before it goes to the dead topic. */
  attempts?: number;
  /** The wait before try number n + 1, in milliseconds. */
  backoff?: (tries: number) => number;
  /**
   * Topics whose publishers do not wait for those who take the messages, and whose messages are tried
   * three times as often. What is underway when the process dies is lost.
   */
  background?: string[];
}

/**
 * Topics within one process. Publishing resolves when every subscription has taken the message or
 * given it up to the dead topic: what the process had in hand when it died is still in the outbox of
 * whoever published it, and comes again.
 */
export function embeddedTopics({
  attempts = 5,
  backoff = (tries) => Math.min(100 * 2 ** tries, 10_000),
  background = [],
}: EmbeddedOptions = {}): Topics & Subscriptions {
  const subscriptions = new Map<string, Map<string, Consumer>>();
  const underway = new Set<Promise<void>>();
  const closing = new AbortController();

  const deliver = async (topic: string, subscription: string, message: Message): Promise<void> => {
    const most = background.includes(topic) ? 3 * attempts : attempts;
    for (let tries = 1; tries <= most; tries += 1) {
      const consumer = subscriptions.get(topic)?.get(subscription);
      if (consumer === undefined)
        throw new Error(`${subscription} left ${topic} before it took it`);
      try {
        return await consumer(copy(message));
      } catch {
        if (tries < most) await pause(backoff(tries));
        if (closing.signal.aborted) {
          throw new Error(`${topic} was closed before ${subscription} took the message`);
        }
      }
    }
    const attributes = { ...message.attributes, subscription };
    await publish(`${topic}.dead`, { ...message, attributes });
  };

  const pause = (milliseconds: number): Promise<void> =>
    wait(milliseconds, undefined, { ref: false, signal: closing.signal }).catch(() => undefined);

  const publish = async (topic: string, message: Message): Promise<void> => {
    if (closing.signal.aborted) throw new Error('the topics are closed');
    checkMessage(message);
    const kept = copy(message);
    const names = [...(subscriptions.get(topic)?.keys() ?? [])];
    const all = settled(names.map((name) => deliver(topic, name, kept)));
    const ended = all.catch(() => undefined);
    underway.add(ended);
    void ended.finally(() => underway.delete(ended));
    return background.includes(topic) ? undefined : all;
  };

  return {
    publish,
    subscribe: (topic, subscription, consumer) => {
      const consumers = subscriptions.get(topic) ?? new Map<string, Consumer>();
      subscriptions.set(topic, consumers.set(subscription, consumer));
      return () => {
        if (consumers.get(subscription) === consumer) consumers.delete(subscription);
      };
    },
    close: async () => {
      closing.abort();
      await Promise.all(underway);
    },
  };
}

/** Whatever one consumer does to its message, the others see it as it was published. */
const copy = ({ id, attributes, data }: Message): Message => ({
  id,
  attributes: { ...attributes },
  data: new Uint8Array(data),
});

/** Waits for all of them, then fails as the first that failed. */
async function settled(deliveries: Promise<void>[]): Promise<void> {
  for (const each of await Promise.allSettled(deliveries)) {
    if (each.status === 'rejected') throw each.reason;
  }
}
