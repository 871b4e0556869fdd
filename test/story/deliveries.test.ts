// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { listEvents } from '../../core/api/events.ts';
import { createGroup, createRootGroup } from '../../core/api/groups.ts';
import { createSubscription } from '../../core/api/subscriptions.ts';
import { type Listening, listening } from '../fixtures/auth/listening.ts';
import { bearer, type Caller } from '../fixtures/caller.ts';
import { identityToken, type RunningHome, startHome } from '../fixtures/story/running-home.ts';

let data: string;
let home: RunningHome;
let receiver: Listening;
/** What the receiver answers, and the ids of the events that it was told of, at each answer. */
let answer = 503;
const told: { [status: number]: string[] } = { 200: [], 503: [] };
beforeAll(async () => {
  receiver = await listening();
  receiver.serve(async (request, response) => {
    told[answer]?.push(String(request.headers['ce-id']));
    response.writeHead(answer).end();
  });
  data = await mkdtemp(join(tmpdir(), 'enforce-deliveries-'));
  home = await startHome(data, ['--downloads', 'none']);
});
afterAll(async () => {
  await home.stop();
  await receiver.close();
  await rm(data, { recursive: true });
});

/** Three processes are started here, perhaps on a busy machine. */
const patient = { timeout: 60_000 };

async function logIn(): Promise<Caller> {
  const exchanged = await fetch(`${home.url}/sts/exchange`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await identityToken(home, 'owner@example.com')}`,
      'content-type': 'application/json',
    },
    body: '{}',
  });
  return bearer(home.url, z.object({ token: z.string() }).parse(await exchanged.json()).token);
}

test('a receiver that was away when the home was killed is told of everything when both are back, and then not again', async () => {
  const owner = await logIn();
  const { id: root } = await owner.does(createRootGroup, { group: { name: 'root' } });
  const subscription = { sink: receiver.url };
  await owner.does(createSubscription, { parent: root, subscription });
  for (let n = 0; n < 20; n += 1) {
    await owner.does(createGroup, { parent: root, group: { name: `group ${n}` } });
  }
  const { items } = await owner.does(listEvents, { group: root, pageSize: 100 });
  const made = items.filter(({ type }) => type.includes('.group.created.'));
  const expected = made.filter(({ subject }) => subject !== root).map(({ id }) => id);
  expect(expected).toHaveLength(20);
  await expect.poll(() => told[503], patient).toContain(expected[0]);

  await home.stop('SIGKILL');
  answer = 200;
  home = await startHome(data, ['--downloads', 'none']);
  await expect
    .poll(() => [...new Set(told[200])].sort(), patient)
    .toEqual(expect.arrayContaining(expected));
  await home.stop();
  const before = told[200]?.length ?? 0;
  home = await startHome(data, ['--downloads', 'none']);
  const again = await logIn();
  await again.does(createGroup, { parent: root, group: { name: 'last' } });
  await expect.poll(() => told[200]?.length, patient).toBe(before + 1);
}, 240_000);
