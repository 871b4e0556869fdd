// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { missing } from '../emulators/java.ts';
import { projectId, pubsubAtWork } from '../emulators/pubsub.ts';
import { makeTopics } from './topology.ts';

const lacking = missing('pubsub');
const topic = (name: string) => ({
  address: `google_pubsub_topic.${name}`,
  type: 'google_pubsub_topic',
  values: { name },
});

describe.skipIf(lacking)(
  `what is declared, on emulators${lacking ? `, needs ${lacking}` : ''}`,
  () => {
    test('a push subscription is made as it is declared, pushed to through the relay', async () => {
      const work = await pubsubAtWork();
      const client = work.client();
      const push = {
        address: 'google_pubsub_subscription.fanout',
        type: 'google_pubsub_subscription',
        values: {
          name: 'events.fanout',
          topic: 'google_pubsub_topic.events',
          ack_deadline_seconds: 60,
          push_config: [
            {
              push_endpoint: 'https://fanout.example',
              oidc_token: [{ audience: 'https://fanout.example', service_account_email: 'push@x' }],
            },
          ],
          retry_policy: [{ minimum_backoff: '1s', maximum_backoff: '600s' }],
          dead_letter_policy: [
            { dead_letter_topic: 'google_pubsub_topic.events.dead', max_delivery_attempts: 10 },
          ],
        },
      };
      const asked: object[] = [];
      await makeTopics([topic('events'), topic('events.dead'), push], client, (wanted) => {
        asked.push(wanted);
        return 'http://127.0.0.1:9/relay';
      });
      expect(asked).toEqual([
        {
          url: 'https://fanout.example',
          audience: 'https://fanout.example',
          serviceAccount: 'push@x',
        },
      ]);
      const [made] = await client.subscription('events.fanout').getMetadata();
      expect(made).toMatchObject({
        topic: `projects/${projectId}/topics/events`,
        ackDeadlineSeconds: 60,
        pushConfig: { pushEndpoint: 'http://127.0.0.1:9/relay' },
        deadLetterPolicy: {
          deadLetterTopic: `projects/${projectId}/topics/events.dead`,
          maxDeliveryAttempts: 10,
        },
        retryPolicy: { minimumBackoff: { seconds: '1' }, maximumBackoff: { seconds: '600' } },
      });
      await client.close();
      await work.stop();
    });
  },
);
