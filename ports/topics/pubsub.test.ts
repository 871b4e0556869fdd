// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missing } from '../../test/real/emulators/java.ts';
import { attempts, type PubSubAtWork, pubsubAtWork } from '../../test/real/emulators/pubsub.ts';
import { type LastingTopics, lastingTopicsContract, topicsContract } from './contract.ts';
import { pubsubTopics } from './pubsub.ts';

const lacking = missing('pubsub');

describe.skipIf(lacking)(`topics of Pub/Sub${lacking ? `, needs ${lacking}` : ''}`, () => {
  let work: PubSubAtWork;
  beforeAll(async () => {
    work = await pubsubAtWork();
  });
  afterAll(() => work?.stop());

  const open = async (): Promise<LastingTopics> => {
    const topics = pubsubTopics(async () => work.client());
    const { declare, subscribe } = work;
    return { topics, attempts, declare, subscribe, kill: open, end: () => topics.close() };
  };
  topicsContract(open);
  lastingTopicsContract(open);

  test('a topic that is not there is a failure, and soon', async () => {
    const topics = pubsubTopics(async () => work.client());
    const message = { id: 'one', attributes: {}, data: new Uint8Array() };
    const refused = { code: 'UNAVAILABLE' };
    await expect(topics.publish('nobody-declared-it', message)).rejects.toMatchObject(refused);
    await topics.close();
  });

  test('no client is made for one who publishes nothing', async () => {
    let made = 0;
    const topics = pubsubTopics(async () => {
      made += 1;
      return work.client();
    });
    await topics.close();
    expect(made).toBe(0);
  });
});
