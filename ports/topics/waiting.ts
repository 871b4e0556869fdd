// SPDX-License-Identifier: Apache-2.0
import { hash } from 'node:crypto';
import * as z from 'zod';
import { Conflict, type Documents, type Key } from '../documents/port.ts';
import type { Message } from './port.ts';

/** Messages that a subscription has not taken yet, kept where they outlive the process. */
export interface Waiting {
  /** Resolves when the message is kept; false where it waits already. */
  add(topic: string, subscription: string, message: Message): Promise<boolean>;
  /** It was taken, or given up. */
  remove(topic: string, subscription: string, message: Message): Promise<void>;
  all(topic: string, subscription: string): Promise<Message[]>;
}

const collection = { name: 'waitingMessages', indexed: [] };
const page = 100;

const shape = z.object({
  id: z.string(),
  attributes: z.record(z.string(), z.string()),
  data: z.base64(),
});

/** Messages that wait among the documents of a home, one document each. */
export function waitingIn(documents: Documents): Waiting {
  return {
    add: async (topic, subscription, { id, attributes, data }) => {
      const kept = { id, attributes, data: Buffer.from(data).toString('base64') };
      try {
        await documents.create(keyOf(topic, subscription, id), kept);
        return true;
      } catch (error) {
        if (error instanceof Conflict && error.reason === 'exists') return false;
        throw error;
      }
    },
    remove: (topic, subscription, { id }) => documents.delete(keyOf(topic, subscription, id)),
    all: async (topic, subscription) => {
      const place = placeOf(topic, subscription);
      const range = { from: place, before: `${place}g` };
      const found: Message[] = [];
      for (let after: string | undefined; ; ) {
        const more = after === undefined ? {} : { after };
        const read = await documents.query({ collection, ...range, ...more, limit: page });
        found.push(...read.map(({ data }) => messageIn(data)));
        after = read.at(-1)?.id;
        if (read.length < page || after === undefined) return found;
      }
    },
  };
}

function messageIn(stored: object): Message {
  const { id, attributes, data } = shape.parse(stored);
  return { id, attributes, data: new Uint8Array(Buffer.from(data, 'base64')) };
}

/** Ids of documents begin like this; then comes a hash in hex, since a message's id may hold what theirs cannot. */
const placeOf = (topic: string, subscription: string): string => `${topic}:${subscription}:`;

const keyOf = (topic: string, subscription: string, id: string): Key => ({
  collection,
  id: placeOf(topic, subscription) + hash('sha256', id),
});
