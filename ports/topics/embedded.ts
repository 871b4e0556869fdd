// SPDX-License-Identifier: Apache-2.0
import { setTimeout as wait } from 'node:timers/promises';
import type { Documents } from '../documents/port.ts';
import { checkMessage } from './message.ts';
import type { Consumer, Message, Subscriptions, Topics } from './port.ts';
import { waitingIn } from './waiting.ts';

export interface EmbeddedOptions {
  /** How often a message is tried before it goes to the dead topic. */
  attempts?: number;
  /** The wait before try number n + 1, in milliseconds. */
  backoff?: (tries: number) => number;
  /**
   * Topics whose publishers do not wait for those who take the messages, and whose messages are tried
   * three times as often. They are kept among these documents until they were taken or given up.
   */
  background?: { topics: string[]; documents: Documents };
}

/**
 * Topics within one process. Publishing resolves when every subscription has taken the message or
 * given it up to the dead topic: what the process had in hand when it died is still in the outbox of
 * whoever published it, and comes again. In the background it resolves when the message is kept; what
 * the process left behind comes again to the subscription of the same name.
 */
export function embeddedTopics({
  attempts = 5,
  backoff = (tries) => Math.min(100 * 2 ** tries, 10_000),
  background,
}: EmbeddedOptions = {}): Topics & Subscriptions {
  const subscriptions = new Map<string, Map<string, Consumer>>();
  const waiting = background && waitingIn(background.documents);
  const underway = new Set<Promise<void>>();
  const inHand = new Set<string>();
  const closing = new AbortController();

  const keeping = (topic: string) => (background?.topics.includes(topic) ? waiting : undefined);

  const deliver = async (topic: string, subscription: string, message: Message): Promise<void> => {
    const most = keeping(topic) === undefined ? attempts : 3 * attempts;
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

  /** Closing waits for it. What it fails with is for whoever it is returned to, and for nobody else. */
  const begun = (work: Promise<void>): Promise<void> => {
    const ended = work.catch(() => undefined);
    underway.add(ended);
    void ended.finally(() => underway.delete(ended));
    return work;
  };

  /** Keeps the message for the subscription until it was taken or given up; one that is kept is underway. */
  const keep = async (topic: string, subscription: string, message: Message): Promise<void> => {
    if (await keeping(topic)?.add(topic, subscription, message)) {
      begun(handOver(topic, subscription, message)).catch(() => undefined);
    }
  };
  const handOver = async (topic: string, subscription: string, message: Message): Promise<void> => {
    const name = JSON.stringify([topic, subscription, message.id]);
    if (inHand.has(name)) return;
    inHand.add(name);
    try {
      await deliver(topic, subscription, message);
      await keeping(topic)?.remove(topic, subscription, message);
    } finally {
      inHand.delete(name);
    }
  };
  /** Takes up what another process left behind, or a subscription of this name. */
  const resume = async (topic: string, subscription: string): Promise<void> => {
    const left = (await keeping(topic)?.all(topic, subscription)) ?? [];
    await settled(left.map((message) => handOver(topic, subscription, message)));
  };

  const publish = async (topic: string, message: Message): Promise<void> => {
    if (closing.signal.aborted) throw new Error('the topics are closed');
    checkMessage(message);
    const kept = copy(message);
    const names = [...(subscriptions.get(topic)?.keys() ?? [])];
    const take = keeping(topic) === undefined ? deliver : keep;
    return begun(settled(names.map((name) => take(topic, name, kept))));
  };

  return {
    publish,
    subscribe: (topic, subscription, consumer) => {
      const consumers = subscriptions.get(topic) ?? new Map<string, Consumer>();
      subscriptions.set(topic, consumers.set(subscription, consumer));
      begun(resume(topic, subscription)).catch(() => undefined);
      return () => {
        if (consumers.get(subscription) === consumer) consumers.delete(subscription);
      };
    },
    close: async () => {
      closing.abort();
      while (underway.size > 0) await Promise.all(underway);
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
