// SPDX-License-Identifier: Apache-2.0
import type { PubSub, Topic } from '@google-cloud/pubsub';
import { Failure } from '../../core/errors.ts';
import { checkMessage, idAttribute } from './message.ts';
import type { Topics } from './port.ts';

/** How long publishing may take with all its tries, in milliseconds: someone waits for the answer. */
const patience = 10_000;

/**
 * Topics of Pub/Sub. Each message goes at once, alone, since its publisher waits for it. Who gets it,
 * how often it is tried and where it goes then is declared with the subscriptions, not here.
 */
export function pubsubTopics(client: () => Promise<PubSub>): Topics {
  const topics = new Map<string, Topic>();
  const underway = new Set<Promise<unknown>>();
  let closed = false;

  const topicOf = async (name: string): Promise<Topic> => {
    const batching = { maxMessages: 1 };
    const gaxOpts = { timeout: patience };
    const topic = topics.get(name) ?? (await client()).topic(name, { batching, gaxOpts });
    topics.set(name, topic);
    return topic;
  };
  const send = async (
    name: string,
    id: string,
    attributes: Record<string, string>,
    data: Buffer,
  ) => {
    const topic = await topicOf(name);
    await topic.publishMessage({ data, attributes: { ...attributes, [idAttribute]: id } });
  };

  return {
    publish: async (name, message) => {
      if (closed) throw new Error('the topics are closed');
      checkMessage(message);
      const { id, attributes, data } = message;
      const sending = send(name, id, attributes, Buffer.from(data)).catch((cause: unknown) => {
        throw new Failure('UNAVAILABLE', `nothing can be published on ${name} now`, { cause });
      });
      underway.add(sending);
      try {
        await sending;
      } finally {
        underway.delete(sending);
      }
    },
    close: async () => {
      closed = true;
      await Promise.allSettled(underway);
      if (topics.size > 0) await (await client()).close();
    },
  };
}
