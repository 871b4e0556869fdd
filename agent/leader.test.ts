// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { scripted } from '../test/fixtures/kube/scripted.ts';
import { elect } from './leader.ts';

test('a leader whose server answers nothing more says in time that it leads no more', async () => {
  let hangs = false;
  const { kube, close } = await scripted(({ method }, response) => {
    if (hangs) return;
    response.writeHead(method === 'GET' ? 404 : 201);
    response.end(JSON.stringify({ metadata: { name: 'one' } }));
  });
  const told: boolean[] = [];
  const times = { retry: 20, lasting: 450, giveUp: 300 };
  const one = elect(kube, { namespace: 'default', name: 'one', identity: 'me', times });
  one.onChange((leads) => {
    told.push(leads);
    hangs = true;
  });
  await expect.poll(() => told).toEqual([true, false]);
  expect(one.isLeader()).toBe(false);
  await close();
  await one.stop();
});
