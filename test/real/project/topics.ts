// SPDX-License-Identifier: Apache-2.0
import { type Message, PubSub, type Subscription } from '@google-cloud/pubsub';
import type { TopicsAtWork } from '../../../ports/topics/contract.ts';
import type { Consumer } from '../../../ports/topics/port.ts';
import { pubsubTopics } from '../../../ports/topics/pubsub.ts';
import { unwrapped } from '../../../ports/topics/push.ts';
import type { Place } from './place.ts';

/** The fewest that Pub/Sub takes. */
const attempts = 5;

/**
 * The topics of the place. Nobody can push to where tests run, so messages are pulled, and handed over
 * in the form of a push. In the end the topics and subscriptions are removed.
 */
export async function topicsIn({ project, emulators }: Place): Promise<TopicsAtWork> {
  const host = emulators?.pubsub;
  const there = host === undefined ? {} : { apiEndpoint: host, emulatorMode: true };
  const client = () => new PubSub({ projectId: project, ...there });
  const admin = client();
  const topics = pubsubTopics(async () => client());
  const declared: string[] = [];
  const open = new Set<Subscription>();
  const close = async (subscription: Subscription) => {
    if (!open.delete(subscription)) return;
    await subscription.close();
    await subscription.delete();
  };
  return {
    topics,
    attempts,
    declare: async (topic) => {
      const both = [topic, `${topic}.dead`];
      await Promise.all(both.map((name) => admin.createTopic(name)));
      declared.push(...both);
    },
    subscribe: async (topic, name, consumer) => {
      const dead = { deadLetterTopic: `projects/${project}/topics/${topic}.dead` };
      const [made] = await admin.createSubscription(topic, name, {
        retryPolicy: { minimumBackoff: { nanos: 100_000_000 }, maximumBackoff: { seconds: 1 } },
        ...(topic.endsWith('.dead')
          ? {}
          : { deadLetterPolicy: { ...dead, maxDeliveryAttempts: attempts } }),
      });
      open.add(made);
      pulling(made, consumer);
      return () => close(made);
    },
    end: async () => {
      await Promise.all([...open].map(close));
      await Promise.all(declared.map((name) => admin.topic(name).delete()));
      await admin.close();
      await topics.close();
    },
  };
}

function pulling(subscription: Subscription, consumer: Consumer): void {
  // A stream that broke is opened again by the client; what is missing, the contract notices.
  subscription.on('error', () => undefined);
  subscription.on('message', (message: Message) => {
    const { id: messageId, attributes, data } = message;
    const push = { message: { messageId, attributes, data: data.toString('base64') } };
    consumer(unwrapped(Buffer.from(JSON.stringify(push)))).then(
      () => message.ack(),
      () => message.nack(),
    );
  });
}
