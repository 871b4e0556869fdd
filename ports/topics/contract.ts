// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Failure } from '../../core/errors.ts';
import type { Consumer, Message, Topics } from './port.ts';

/** Topics with a way to subscribe, however that is done where they live. */
export interface TopicsAtWork {
  topics: Topics;
  /** Makes the topic and `<topic>.dead`. */
  declare: (topic: string) => Promise<void>;
  subscribe: (
    topic: string,
    subscription: string,
    consumer: Consumer,
  ) => Promise<() => Promise<void>>;
  /** How often a message is tried before it goes to the dead topic. */
  attempts: number;
  end: () => Promise<void>;
}

/** Topics whose publishers wait for no consumer. */
export interface LastingTopics extends TopicsAtWork {
  /** The process dies with all that it does, and another begins. */
  kill: () => Promise<LastingTopics>;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const message = (attributes: Record<string, string> = {}, data = bytes('{}')): Message => ({
  id: randomUUID(),
  attributes,
  data,
});

/** What every adapter of the topics port keeps. */
export function topicsContract(open: () => Promise<TopicsAtWork>): void {
  let work: TopicsAtWork;
  beforeAll(async () => {
    work = await open();
  });
  afterAll(() => work.end());

  const declared = async (): Promise<string> => {
    const topic = `t-${randomUUID()}`;
    await work.declare(topic);
    return topic;
  };
  const inbox = async (topic: string, fail: (seen: Message[]) => boolean = () => false) => {
    const seen: Message[] = [];
    const stop = await work.subscribe(topic, `s-${randomUUID()}`, async (got) => {
      seen.push(got);
      if (fail(seen)) throw new Error('not now');
    });
    const arrived = (count: number) =>
      vi.waitFor(() => expect(seen.length).toBeGreaterThanOrEqual(count), {
        timeout: 30_000,
        interval: 20,
      });
    return { seen, stop, arrived };
  };

  test('every subscription gets the message, as it was published', async () => {
    const topic = await declared();
    const [one, other] = [await inbox(topic), await inbox(topic)];
    const sent = message({ type: 'made', group: 'a/b' }, bytes('{"n":1}'));
    await work.topics.publish(topic, sent);
    await Promise.all([one.arrived(1), other.arrived(1)]);
    for (const { seen } of [one, other]) {
      expect(seen[0]).toMatchObject({ id: sent.id, attributes: sent.attributes });
      expect(Buffer.from(seen[0]?.data ?? [])).toEqual(Buffer.from(sent.data));
    }
  });

  test('what a consumer throws at comes again, with the same id, to that consumer alone', async () => {
    const topic = await declared();
    const failing = await inbox(topic, (seen) => seen.length < 3);
    const fine = await inbox(topic);
    const sent = message();
    await work.topics.publish(topic, sent);
    await failing.arrived(3);
    expect(new Set(failing.seen.map(({ id }) => id))).toEqual(new Set([sent.id]));
    expect(fine.seen).toHaveLength(1);
  });

  test('what failed too often goes to the dead topic and says which subscription failed', async () => {
    const topic = await declared();
    const dead = await inbox(`${topic}.dead`);
    const subscription = `s-${randomUUID()}`;
    let tries = 0;
    await work.subscribe(topic, subscription, async () => {
      tries += 1;
      throw new Error('never');
    });
    const sent = message({ type: 'made' }, bytes('body'));
    await work.topics.publish(topic, sent);
    await dead.arrived(1);
    expect(tries).toBeGreaterThanOrEqual(work.attempts);
    expect(dead.seen[0]).toMatchObject({
      id: sent.id,
      attributes: { type: 'made', subscription },
    });
    expect(Buffer.from(dead.seen[0]?.data ?? []).toString()).toBe('body');
  });

  test('hostile strings and any bytes come through unchanged', async () => {
    const topic = await declared();
    const { seen, arrived } = await inbox(topic);
    const attributes = {
      quotes: `"'\`$(id)\\`,
      lines: 'a\r\nb\u2028c\t',
      zero: 'a\u0000b',
      right: '\u202eabc',
      faces: '👩‍👩‍👧‍👦',
      empty: '',
      constructor: 'x',
    };
    const data = Uint8Array.from({ length: 70_000 }, (_, at) => at % 256);
    await work.topics.publish(topic, message(attributes, data));
    await arrived(1);
    expect(seen[0]?.attributes).toEqual(attributes);
    expect(Buffer.compare(seen[0]?.data ?? new Uint8Array(), data)).toBe(0);
  });

  test('a message out of form is refused with every fault, and none is published', async () => {
    const topic = await declared();
    const { seen } = await inbox(topic);
    const wrong = {
      id: '',
      attributes: { goog: 'x', '9': 'x', half: '\ud800', long: 'x'.repeat(1025) },
      data: new Uint8Array(4 * 1024 * 1024 + 1),
    };
    const refusal = await work.topics.publish(topic, wrong).catch((error: unknown) => error);
    const { code, faults } = refusal instanceof Failure ? refusal : { code: '', faults: [] };
    expect(code).toBe('INVALID_ARGUMENT');
    expect(faults.map(({ place }) => place).sort()).toEqual([
      '9',
      'attributes.half',
      'attributes.long',
      'data',
      'goog',
      'id',
    ]);
    expect(seen).toEqual([]);
  });

  test('a subscription that was stopped gets nothing more', async () => {
    const topic = await declared();
    const [gone, here] = [await inbox(topic), await inbox(topic)];
    await gone.stop();
    await work.topics.publish(topic, message());
    await here.arrived(1);
    expect(gone.seen).toEqual([]);
  });

  test('closing waits for what was begun; after it nothing is taken', async () => {
    const own = await open();
    const topic = `t-${randomUUID()}`;
    await own.declare(topic);
    const seen: string[] = [];
    await own.subscribe(topic, `s-${randomUUID()}`, async ({ id }) => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      seen.push(id);
    });
    const sent = message();
    const published = own.topics.publish(topic, sent);
    await own.topics.close();
    await published;
    await vi.waitFor(() => expect(seen).toEqual([sent.id]), { timeout: 30_000 });
    await expect(own.topics.publish(topic, message())).rejects.toThrow('closed');
    await own.end();
  });
}

/** What those adapters keep besides whose publishers wait for no consumer. */
export function lastingTopicsContract(open: () => Promise<LastingTopics>): void {
  test('what was published, and not yet taken when the process died, comes to the next process, once', async () => {
    const dying = await open();
    const topic = `t-${randomUUID()}`;
    const names = [`s-${randomUUID()}`, `s-${randomUUID()}`];
    await dying.declare(topic);
    const taken: string[] = [];
    for (const name of names) {
      await dying.subscribe(topic, name, async ({ id }) => {
        if (name === names[0]) return void taken.push(id);
        return new Promise<void>(() => undefined);
      });
    }
    const sent = [message({ type: 'made' }, bytes('body')), message(), message()];
    for (const each of sent) await dying.topics.publish(topic, each);
    const ids = sent.map(({ id }) => id).sort();
    await vi.waitFor(() => expect([...taken].sort()).toEqual(ids), { timeout: 30_000 });
    const next = await dying.kill();
    const seen: Message[] = [];
    for (const name of names) {
      await next.subscribe(topic, name, async (got) => {
        if (name === names[0]) taken.push(got.id);
        else seen.push(got);
      });
    }
    await vi.waitFor(() => expect(seen.map(({ id }) => id).sort()).toEqual(ids), {
      timeout: 45_000,
    });
    expect(seen.find(({ id }) => id === sent[0]?.id)).toMatchObject({
      attributes: { type: 'made' },
      data: expect.toSatisfy((data) => Buffer.from(data).toString() === 'body'),
    });
    expect(taken).toHaveLength(sent.length);
    await next.end();
  });
}
