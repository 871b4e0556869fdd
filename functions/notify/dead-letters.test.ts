// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listEvents } from '../../core/api/events.ts';
import { createGroup } from '../../core/api/groups.ts';
import { createSubscription, deleteSubscription } from '../../core/api/subscriptions.ts';
import { authHome, type Home } from '../../test/fixtures/auth/home.ts';
import { type Listening, listening } from '../../test/fixtures/auth/listening.ts';
import { organisation } from '../../test/fixtures/organisation.ts';
import { deliveriesTopic } from './notify.ts';

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
  // That Pub/Sub gives up what fails too often is in the contract of topics.
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
});
