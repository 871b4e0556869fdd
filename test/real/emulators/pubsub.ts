// SPDX-License-Identifier: Apache-2.0
import { PubSub } from '@google-cloud/pubsub';
import { googleCaller } from '../../../functions/gcp/caller.ts';
import { pushed } from '../../../functions/triggered.ts';
import type { Consumer } from '../../../ports/topics/port.ts';
import { type Listening, listening } from '../../fixtures/auth/listening.ts';
import { start } from './java.ts';
import { type Relay, relay } from './relay.ts';

/** The Pub/Sub emulator with a relay that signs what it pushes. */
export interface PubSubAtWork {
  host: string;
  /** What signs in Google's place. */
  google: Relay;
  client: () => PubSub;
  declare: (topic: string) => Promise<void>;
  /**
   * A push subscription whose endpoint is a function of ours, with dead letters and quick retries. One of
   * that name goes on with another endpoint; what ran at the one before is cut off.
   */
  subscribe: (topic: string, subscription: string, consumer: Consumer) => Promise<Stop>;
  stop: () => Promise<void>;
}
type Stop = () => Promise<void>;

export const projectId = 'demo-test';

/** The fewest that Pub/Sub takes. */
export const attempts = 5;

export async function pubsubAtWork(): Promise<PubSubAtWork> {
  const emulator = await start('pubsub');
  const google = await relay();
  const client = () => new PubSub({ projectId, apiEndpoint: emulator.host, emulatorMode: true });
  const admin = client();
  const servers = new Map<string, Listening>();
  return {
    host: emulator.host,
    google,
    client,
    declare: async (topic) => {
      await Promise.all([topic, `${topic}.dead`].map((name) => admin.createTopic(name)));
    },
    subscribe: async (topic, subscription, consumer) => {
      const server = await listening();
      const before = servers.get(subscription);
      servers.set(subscription, server);
      const serviceAccount = 'push@demo-test.iam.gserviceaccount.com';
      const push = { url: server.url, audience: server.url, serviceAccount };
      const { certificates } = google;
      const admit = googleCaller({ ...push, certificates });
      server.serve(pushed({ log: () => undefined }, admit, consumer));
      const pushEndpoint = google.endpoint(push);
      if (before !== undefined) {
        await admin.subscription(subscription).modifyPushConfig({ pushEndpoint });
        await before.close();
        return async () => void (await admin.subscription(subscription).delete());
      }
      const [made] = await admin.createSubscription(topic, subscription, {
        pushEndpoint,
        retryPolicy: { minimumBackoff: { nanos: 100_000_000 }, maximumBackoff: { seconds: 1 } },
        ...(topic.endsWith('.dead') ? {} : { deadLetterPolicy: deadLetters(topic) }),
      });
      return async () => void (await made.delete());
    },
    stop: async () => {
      await admin.close();
      await Promise.all([...servers.values()].map((server) => server.close()));
      await google.stop();
      await emulator.stop();
    },
  };
}

const deadLetters = (topic: string) => ({
  deadLetterTopic: `projects/${projectId}/topics/${topic}.dead`,
  maxDeliveryAttempts: attempts,
});
