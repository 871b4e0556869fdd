// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listEvents } from '../../core/api/events.ts';
import { createGroup } from '../../core/api/groups.ts';
import { createSubscription, deleteSubscription } from '../../core/api/subscriptions.ts';
import type { Message } from '../../ports/topics/port.ts';
import { pubsubTopics } from '../../ports/topics/pubsub.ts';
import { eventsTopic } from '../../store/change.ts';
import { authHome, type Home } from '../../test/fixtures/auth/home.ts';
import { type Listening, listening } from '../../test/fixtures/auth/listening.ts';
import { organisation } from '../../test/fixtures/organisation.ts';
import { missing } from '../../test/real/emulators/java.ts';
import { attempts, type PubSubAtWork, pubsubAtWork } from '../../test/real/emulators/pubsub.ts';
import { deliveriesTopic, notify } from './notify.ts';

let receiver: Listening;
/** The events that the receiver at each path was told of, as often as it was. */
const told = new Map<string, string[]>();
beforeAll(async () => {
  receiver = await listening();
  receiver.serve(async (request, response) => {
    const path = request.url ?? '';
    told.set(path, [...(told.get(path) ?? []), String(request.headers['ce-id'])]);
    response.writeHead(path === '/fine' ? 200 : 503).end('SECRET of the receiver');
  });
});
afterAll(() => receiver.close());

/** A group is made where one receiver always fails and one never; says which event tells of it. */
async function makesGroup(home: Home) {
  told.clear();
  const { owner, root } = await organisation(home, 'ours');
  const to = async (path: string) => {
    const subscription = { sink: receiver.url + path };
    return (await owner.does(createSubscription, { parent: root, subscription })).id;
  };
  const failing = await to('/failing');
  const { id } = await owner.does(createGroup, { parent: root, group: { name: 'made' } });
  const fine = await to('/fine');
  await owner.does(createGroup, { parent: id, group: { name: 'after' } });
  const { items } = await owner.does(listEvents, { group: id, pageSize: 10 });
  const event = items.find(({ subject }) => subject === id)?.id ?? '';
  return { owner, failing, fine, event };
}

describe('what a receiver never took is given up', () => {
  test('in the local home, whose log says what it was, for whom, and nothing of its content', async () => {
    const home = await authHome({ retries: { attempts: 2, backoff: () => 1 } });
    const { owner, failing, event } = await makesGroup(home);
    const line = {
      severity: 'ERROR',
      givenUp: deliveriesTopic,
      by: 'notify',
      message: `${event}@${failing}`,
    };
    await expect.poll(() => home.logged).toContainEqual(line);
    expect(told.get('/failing')?.filter((id) => id === event)).toHaveLength(6);
    expect(JSON.stringify(home.logged)).not.toMatch(new RegExp(`SECRET|${receiver.url}`));
    await expect.poll(() => told.get('/fine')?.length).toBeGreaterThan(0);
    await owner.does(deleteSubscription, { id: failing });
    await home.close();
  });

  const lacking = missing('pubsub');
  describe.skipIf(lacking)(`over Pub/Sub${lacking ? `, needs ${lacking}` : ''}`, () => {
    let work: PubSubAtWork;
    beforeAll(async () => {
      work = await pubsubAtWork();
    });
    afterAll(() => work?.stop());

    test('it lies in the topic of dead letters, and says for whom it was', async () => {
      const home = await authHome();
      const topics = pubsubTopics(async () => work.client());
      Object.assign(home.service, { topics });
      const dead: Message[] = [];
      for (const topic of [eventsTopic, deliveriesTopic]) {
        await work.declare(topic);
        await work.subscribe(topic, `${topic}.notify`, notify(home.service));
      }
      await work.subscribe(`${deliveriesTopic}.dead`, 'operator', async (message) => {
        dead.push(message);
      });
      const { failing, event } = await makesGroup(home);
      await expect
        .poll(() => dead, { timeout: 150_000 })
        .toContainEqual(
          expect.objectContaining({
            id: `${event}@${failing}`,
            attributes: expect.objectContaining({
              to: failing,
              subscription: `${deliveriesTopic}.notify`,
            }),
          }),
        );
      expect(told.get('/failing')?.filter((id) => id === event).length).toBeGreaterThanOrEqual(
        attempts,
      );
      await expect.poll(() => told.get('/fine')?.length).toBeGreaterThan(0);
      await topics.close();
      await home.close();
    }, 180_000);
  });
});
