// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openDocuments } from '../documents/embedded.ts';
import type { Documents } from '../documents/port.ts';
import { type LastingTopics, lastingTopicsContract, topicsContract } from './contract.ts';
import { embeddedTopics } from './embedded.ts';
import type { Message } from './port.ts';

const message: Message = { id: 'one', attributes: {}, data: new Uint8Array() };

describe('topics within one process', () => {
  topicsContract(async () => {
    const attempts = 4;
    const topics = embeddedTopics({ attempts, backoff: () => 1 });
    return {
      topics,
      attempts,
      declare: async () => undefined,
      subscribe: async (...wanted) => {
        const stop = topics.subscribe(...wanted);
        return async () => stop();
      },
      end: () => topics.close(),
    };
  });

  describe('whose publishers do not wait', () => {
    const open = async () => {
      const folder = await mkdtemp(join(tmpdir(), 'enforce-topics-'));
      const file = join(folder, 'documents.db');
      return inBackground(openDocuments(file), () => rm(folder, { recursive: true }));
    };
    topicsContract(open);
    lastingTopicsContract(open);
  });

  test('closing begins no further try, and whoever published learns that it was not taken', async () => {
    const topics = embeddedTopics({ backoff: () => 60_000 });
    let tries = 0;
    topics.subscribe('events', 'failing', async () => {
      tries += 1;
      throw new Error('not now');
    });
    const published = expect(topics.publish('events', message)).rejects.toThrow('closed');
    await new Promise(setImmediate);
    await topics.close();
    await published;
    expect(tries).toBe(1);
  });

  test('publishing ends when all have taken it, also where one fails at once', async () => {
    const topics = embeddedTopics({ attempts: 1 });
    const taken: string[] = [];
    topics.subscribe('events', 'failing', () => Promise.reject(new Error('never')));
    topics.subscribe('events', 'slow', async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      taken.push('slow');
    });
    topics.subscribe('events.dead', 'dead', async ({ attributes }) => {
      taken.push(`dead of ${attributes['subscription']}`);
    });
    await topics.publish('events', message);
    expect(taken).toEqual(['dead of failing', 'slow']);
  });

  test('what one consumer does to its message, the next does not see', async () => {
    const topics = embeddedTopics();
    const seen: unknown[] = [];
    for (const name of ['first', 'second']) {
      topics.subscribe('events', name, async ({ attributes, data }) => {
        seen.push({ ...attributes }, [...data]);
        attributes['spoilt'] = name;
        data.fill(0);
      });
    }
    await topics.publish('events', { id: 'one', attributes: { a: 'b' }, data: Buffer.from([7]) });
    expect(seen).toEqual([{ a: 'b' }, [7], { a: 'b' }, [7]]);
  });

  test('an old subscription that stops does not take the new one of its name along', async () => {
    const topics = embeddedTopics();
    const seen: string[] = [];
    const stop = topics.subscribe('events', 'fanout', async () => void seen.push('old'));
    topics.subscribe('events', 'fanout', async () => void seen.push('new'));
    stop();
    await topics.publish('events', message);
    expect(seen).toEqual(['new']);
  });
});

/** Topics that are all in the background, over these documents; whoever is next has the same documents. */
function inBackground(documents: Documents, clear: () => Promise<void>): LastingTopics {
  const attempts = 4;
  const named: string[] = [];
  const background = { topics: named, documents };
  const topics = embeddedTopics({ attempts, backoff: () => 1, background });
  return {
    topics,
    attempts,
    declare: async (topic) => void named.push(topic),
    subscribe: async (...wanted) => {
      const stop = topics.subscribe(...wanted);
      return async () => stop();
    },
    kill: async () => {
      const next = inBackground(documents, clear);
      for (const topic of named) await next.declare(topic);
      return next;
    },
    end: async () => {
      await topics.close();
      await documents.close();
      await clear();
    },
  };
}
