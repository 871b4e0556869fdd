// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endpoints } from '../../core/api/contract.ts';
import { Failure } from '../../core/errors.ts';
import { Conflict } from '../../ports/documents/port.ts';
import { sweep } from '../../store/change.ts';
import { authHome, type Home } from '../fixtures/auth/home.ts';
import { refusal } from '../fixtures/caller.ts';
import type { PortCall } from '../fixtures/injected.ts';
import { type Ask, asksAt } from './asks.ts';
import { answered, outcome, undisturbed } from './instance.ts';
import { type Kept, keptBy, restore } from './kept.ts';

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

const ids = endpoints.map(({ id }) => id);
const asked = (id: string) => asks.filter(({ endpoint }) => endpoint.id === id);

const courses = new Map<Ask, Promise<Course>>();
/** How a request ends that nothing disturbs, made once and made twice, and what calls it makes. */
function course(ask: Ask): Promise<Course> {
  const known = courses.get(ask) ?? runCourse(ask);
  courses.set(ask, known);
  return known;
}
async function runCourse(ask: Ask) {
  await restore(home.service, before);
  const calls: PortCall[] = [];
  const first = await answered(home, ask, (at, run) => {
    calls.push(at);
    return run();
  });
  expect(first.status, ask.name).toBe(ask.status);
  const once = { status: first.status, end: await outcome(home, before) };
  const changing = calls.some(({ writes }) => writes);
  if (!changing) expect(once.end, ask.name).toEqual([]);
  const second = await answered(home, ask, undisturbed);
  const twice = { status: second.status, end: await outcome(home, before) };
  return { calls: [...calls.entries()], changing, once, twice };
}
type Course = Awaited<ReturnType<typeof runCourse>>;

/** What there is now is nothing or everything of the request; made again, it ends as it should. */
async function nothingOrEverything(ask: Ask, { once, twice }: Course, where: string) {
  const left = await outcome(home, before);
  const nothing = left.every((place) => ask.alone?.test(place));
  if (!nothing) expect(left, where).toEqual(once.end);
  const { status } = await answered(home, ask, undisturbed);
  const again = { status, end: await outcome(home, before) };
  expect(again, where).toEqual(nothing ? once : twice);
  return nothing ? 'nothing' : 'everything';
}

describe('an instance killed at any call has done nothing or everything, and the same request again ends as it should', () => {
  test.each(ids)('%s', async (id) => {
    for (const ask of asked(id)) {
      const known = await course(ask);
      if (!known.changing) continue;
      for (const [n, { port, method, writes }] of known.calls) {
        for (const done of writes ? [false, true] : [false]) {
          await restore(home.service, before);
          let at = -1;
          await answered(home, ask, async (_, run) => {
            at += 1;
            if (at < n) return run();
            if (at === n && done) await run();
            throw new Error('killed');
          });
          const when = done ? 'after' : 'before';
          const where = `${ask.name}, killed ${when} call ${n}, ${port}.${method}`;
          await nothingOrEverything(ask, known, where);
        }
      }
    }
  });
});

const next = 'the same request again';
const inner = 'SECRET of a host within';
/** What the ports throw, and how that is told; what they never throw is told as a fault of ours. */
const faults: Record<
  string,
  { make: () => Error; at: (call: PortCall) => boolean; status: number }
> = {
  'that does not answer': {
    make: () => new Failure('UNAVAILABLE', 'it does not answer', { next, cause: new Error(inner) }),
    at: () => true,
    status: 503,
  },
  'that gives up between writers': {
    make: () => new Conflict('contended', inner),
    at: ({ port, writes }) => port === 'documents' && writes,
    status: 409,
  },
  // No token is known to be good without keys: what breaks there opens nothing.
  'that breaks': { make: () => new Error(inner), at: ({ port }) => port !== 'keys', status: 500 },
};

describe.each(Object.entries(faults))(
  'one call to a port %s is done without, or told as that, and leaves nothing half done',
  (_, fault) => {
    test.each(ids)('%s', async (id) => {
      for (const ask of asked(id)) {
        const known = await course(ask);
        for (const [n, call] of known.calls.filter(([, each]) => fault.at(each))) {
          await restore(home.service, before);
          let at = -1;
          const { status, body, headers } = await answered(home, ask, async (_call, run) => {
            at += 1;
            if (at === n) throw fault.make();
            return run();
          });
          const where = `${ask.name}, call ${n}, ${call.port}.${call.method}`;
          expect([ask.status, fault.status], where).toContain(status);
          expect(JSON.stringify(body)).not.toContain(inner);
          if (status !== 200) refusal(status, body);
          if (status === 503) expect(headers.get('retry-after'), where).toBe('1');
          if (!call.writes) continue;
          const did = await nothingOrEverything(ask, known, where);
          if (status === 200) expect(did, where).toBe('everything');
        }
      }
    });
  },
);
