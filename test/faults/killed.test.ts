// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endpoints } from '../../core/api/contract.ts';
import { deployables } from '../../functions/table.ts';
import { sweep } from '../../store/change.ts';
import { authHome, type Home } from '../fixtures/auth/home.ts';
import { type Listening, listening } from '../fixtures/auth/listening.ts';
import { call } from '../fixtures/caller.ts';
import { type Fate, injected, type PortCall } from '../fixtures/injected.ts';
import { type Ask, asksAt } from './asks.ts';
import { changed, type Kept, keptBy, restore } from './kept.ts';

let home: Home;
let asks: Ask[];
let before: Kept;
beforeAll(async () => {
  home = await authHome({ retries: { attempts: 1, backoff: () => 1 } });
  asks = await asksAt(home);
  await sweep(home.service, 0);
  before = await keptBy(home.service);
});
afterAll(() => home.close());

/** A new instance of the function answers the request; says how, when all that it had begun has ended. */
async function answered({ endpoint, request, token }: Ask, fate: Fate): Promise<number> {
  const begun: Promise<unknown>[] = [];
  const service = injected(home.service, (at, run) => {
    const running = fate(at, run);
    begun.push(running.catch(() => undefined));
    return running;
  });
  const server: Listening = await listening();
  server.serve(deployables[endpoint.function].make(service));
  const { status } = await call(server.url, endpoint, request, token);
  for (let waited = 0; waited < begun.length; ) {
    waited = begun.length;
    await Promise.all(begun);
  }
  await server.close();
  return status;
}

const undisturbed: Fate = (_, run) => run();

/** What is other than before, when everything that was left to be published was. */
async function outcome(): Promise<string[]> {
  await sweep(home.service, 0);
  return changed(before, await keptBy(home.service));
}

describe('an instance killed at any call has done nothing or everything, and the same request again ends as it should', () => {
  test.each(endpoints.map(({ id }) => id))('%s', async (id) => {
    for (const ask of asks.filter(({ endpoint }) => endpoint.id === id)) await survives(ask);
  });
});

async function survives(ask: Ask): Promise<void> {
  await restore(home.service, before);
  const calls: PortCall[] = [];
  const first = await answered(ask, (at, run) => {
    calls.push(at);
    return run();
  });
  expect(first, ask.name).toBe(ask.status);
  const once = await outcome();
  if (!calls.some(({ writes }) => writes)) {
    expect(once, ask.name).toEqual([]);
    return;
  }
  const second = await answered(ask, undisturbed);
  const twice = await outcome();

  for (const [n, { port, method, writes }] of calls.entries()) {
    for (const done of writes ? [false, true] : [false]) {
      await restore(home.service, before);
      let at = -1;
      await answered(ask, async (_, run) => {
        at += 1;
        if (at < n) return run();
        if (at === n && done) await run();
        throw new Error('killed');
      });
      const where = `${ask.name}, killed ${done ? 'after' : 'before'} call ${n}, ${port}.${method}`;
      const left = await outcome();
      const nothing = left.every((place) => ask.alone?.test(place));
      if (!nothing) expect(left, where).toEqual(once);
      const again = await answered(ask, undisturbed);
      const [status, end] = nothing ? [first, once] : [second, twice];
      expect({ status: again, end: await outcome() }, where).toEqual({ status, end });
    }
  }
}
