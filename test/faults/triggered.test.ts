// SPDX-License-Identifier: Apache-2.0
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createSubscription } from '../../core/api/subscriptions.ts';
import { consumers, type TriggeredName, triggeredFunctions } from '../../functions/table.ts';
import type { Message } from '../../ports/topics/port.ts';
import { outbox } from '../../store/collections.ts';
import { authHome, type Home } from '../fixtures/auth/home.ts';
import { type Listening, listening } from '../fixtures/auth/listening.ts';
import { call } from '../fixtures/caller.ts';
import { type Fate, injected, type PortCall } from '../fixtures/injected.ts';
import { organisation } from '../fixtures/organisation.ts';
import { asksAt } from './asks.ts';
import { changed, type Kept, keptBy, restore } from './kept.ts';

let home: Home;
let receiver: Listening;
/** The events that the receiver was told of, and the tokens that it was shown. */
let told: string[] = [];
let tokens: string[] = [];
/** As it is when changes of all kinds have been made and nobody has heard of any yet. */
let before: Kept;
/** What would have been published of them. */
let messages: Message[];

beforeAll(async () => {
  receiver = await listening();
  receiver.serve(async (request, response) => {
    told.push(String(request.headers['ce-id']));
    tokens.push(String(request.headers.authorization).replace('Bearer ', ''));
    response.writeHead(200).end();
  });
  home = await authHome({ retries: { attempts: 1, backoff: () => 1 } });
  const asks = await asksAt(home);
  const publishing = vi.spyOn(home.service.topics, 'publish').mockRejectedValue(new Error('away'));
  const mine = await organisation(home, 'mine');
  const subscription = { sink: receiver.url };
  await mine.owner.does(createSubscription, { parent: mine.root, subscription });
  // What is deleted last is changed first.
  const last = (name: string) =>
    Number(name.includes('.delete')) + Number(name === 'groups.delete');
  for (const { name, endpoint, request, token } of asks.toSorted(
    (one, other) => last(one.name) - last(other.name),
  )) {
    if (endpoint.event !== undefined || name.startsWith('auth.register')) {
      await call(home.url, endpoint, request, token);
    }
  }
  messages = publishing.mock.calls.map(([, message]) => message);
  publishing.mockRestore();
  before = await keptBy(home.service);
  home.later(300_000);
});
beforeEach(async () => {
  await restore(home.service, before);
  told = [];
  tokens = [];
});
afterAll(async () => {
  await home.close();
  await receiver.close();
});

const undisturbed: Fate = (_, run) => run();
const published = new Set<string>();

/** One instance of the triggered function does its work, until its fate is another. */
async function works(name: TriggeredName, message: Message | undefined, fate: Fate) {
  const service = injected(home.service, async (at, run) => fate(at, run));
  const { publish } = service.topics;
  service.topics = {
    ...service.topics,
    publish: async (topic, said) => {
      await publish(topic, said);
      published.add(`${topic} ${said.id}`);
    },
  };
  const server = await listening();
  server.serve(triggeredFunctions[name](service, async () => undefined));
  const { id = '', attributes = {}, data = new Uint8Array() } = message ?? {};
  const pushed = { messageId: '1', attributes: { ...attributes, id }, data: base64(data) };
  const body = JSON.stringify({ message: pushed });
  const { status } = await fetch(server.url, { method: 'POST', body });
  await server.close();
  return status;
}
const base64 = (data: Uint8Array) => Buffer.from(data).toString('base64');

/** What is other than before; how often the states of groups were written does not count. */
const outcome = async () =>
  changed(before, await keptBy(home.service)).map((each) =>
    each.startsWith('desired/') ? each.replace(/"sequence":\d+/, '') : each,
  );

test('whoever is triggered is tested here', () => {
  expect(Object.keys(triggeredFunctions).sort()).toEqual(
    [...Object.keys(consumers), 'sweep'].sort(),
  );
  const types = new Set(messages.map(({ attributes }) => attributes['type']));
  expect(types.size).toBeGreaterThan(15);
});

/** Killed at each call that it makes, and called again as its trigger does, it ends as if nothing had been. */
async function survives(name: TriggeredName, message?: Message, from = before): Promise<void> {
  await restore(home.service, from);
  published.clear();
  const calls: PortCall[] = [];
  const count: Fate = (at, run) => {
    calls.push(at);
    return run();
  };
  expect(await works(name, message, count)).toBe(204);
  const expected = { end: await outcome(), published: [...published].sort() };
  for (const [n, { port, method, writes }] of calls.entries()) {
    for (const done of writes ? [false, true] : [false]) {
      await restore(home.service, from);
      published.clear();
      let at = -1;
      const killed = await works(name, message, async (_, run) => {
        at += 1;
        if (at < n) return run();
        if (at === n && done) await run();
        throw new Error('killed');
      });
      const what = `${name} of ${message?.attributes['type']}, killed ${done ? 'after' : 'before'} call ${n}, ${port}.${method}`;
      expect(killed, what).toBeGreaterThanOrEqual(500);
      expect(await works(name, message, undisturbed), what).toBe(204);
      const end = { end: await outcome(), published: [...published].sort() };
      expect(end, what).toEqual(expected);
    }
  }
}

/** One message of each type. */
const ofEachType = () => [
  ...new Map(messages.map((each) => [each.attributes['type'], each])).values(),
];

describe('killed at any call and called again, it ends as if nothing had been', () => {
  test.each(Object.keys(consumers) as TriggeredName[])('%s', async (name) => {
    for (const message of ofEachType()) await survives(name, message);
  });

  test('sweep', async () => {
    const some = Object.keys(before.documents).filter((place) => place.startsWith('outbox/'));
    const documents = { ...before.documents };
    for (const place of some.slice(3)) delete documents[place];
    await survives('sweep', undefined, { ...before, documents });
    expect(await home.service.documents.query({ collection: outbox, limit: 1 })).toEqual([]);
    expect(await outcome()).toContainEqual(expect.stringMatching(/^departed\/.* nothing$/));
  });
});

describe('messages that come twice, in any order or a day late end where they do in their order', () => {
  test.each(Object.keys(consumers) as TriggeredName[])('%s', async (name) => {
    published.clear();
    for (const message of messages) expect(await works(name, message, undisturbed)).toBe(204);
    const expected = { end: await outcome(), published: [...published].sort() };
    expect([...expected.end, ...expected.published]).not.toEqual([]);
    const orders = [
      messages.toReversed(),
      [...messages, ...messages],
      messages.toSorted((one, other) => (one.id.slice(-6) < other.id.slice(-6) ? -1 : 1)),
    ];
    for (const order of orders) {
      await restore(home.service, before);
      published.clear();
      home.later(86_400_000);
      for (const message of order) expect(await works(name, message, undisturbed)).toBe(204);
      expect({ end: await outcome(), published: [...published].sort() }).toEqual(expected);
    }
  });
});

test('what is sent a day late is sent with a token of its own time', async () => {
  home.later(86_400_000);
  for (const message of messages) await works('notify', message, undisturbed);
  await expect.poll(() => told.length).toBeGreaterThan(0);
  for (const token of tokens) {
    expect(decodeJwt(token).exp).toBeGreaterThan(home.service.clock() / 1000);
  }
});
