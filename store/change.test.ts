// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { rootOf } from '../core/iam/uidp.ts';
import type { Documents } from '../ports/documents/port.ts';
import { documentsAt } from '../test/fixtures/documents.ts';
import { change, type Ledger, sweep } from './change.ts';
import { outbox } from './collections.ts';

const group = rootOf(new Uint8Array(20).fill(7));
const author = { actor: { subject: group }, from: { address: '127.0.0.1', client: 'test' } };

let folder: string;
let documents: Documents;
/** Bodies of what reached the topic, and which of them it takes. */
let published: string[];
let takes: (body: string) => boolean;
let now: number;
let ledger: Ledger;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'enforce-change-'));
  documents = documentsAt(join(folder, 'documents.db'));
  published = [];
  takes = () => true;
  now = Date.now();
  const publish = async (_: string, { data }: { data: Uint8Array }) => {
    const { name } = JSON.parse(Buffer.from(data).toString()).body;
    if (!takes(name)) throw new Error(`${name} is not taken`);
    published.push(name);
  };
  ledger = { documents, topics: { publish, close: async () => undefined }, clock: () => now };
});
afterEach(async () => {
  await documents.close();
  await rm(folder, { recursive: true, force: true });
});

const made = (name: string) =>
  change(ledger, author, 'test.made.v1', async (_, record) => record(group, group, { name }));
const left = async () => (await documents.query({ collection: outbox, limit: 1_000 })).length;

test('an event is published with its change, and leaves nothing behind', async () => {
  await made('one');
  expect(published).toEqual(['one']);
  expect(await left()).toBe(0);
});

test('a change stands though its event cannot be published, and the event is not lost', async () => {
  takes = () => false;
  await made('one');
  expect(await left()).toBe(1);
  takes = () => true;
  now += 10_000;
  expect(await sweep(ledger, 10_000)).toBe(1);
  expect(published).toEqual(['one']);
  expect(await left()).toBe(0);
});

test('what was written a moment ago is left to whoever wrote it', async () => {
  takes = () => false;
  await made('one');
  takes = () => true;
  now += 9_999;
  expect(await sweep(ledger, 10_000)).toBe(0);
  expect(published).toEqual([]);
});

test('an event that is never taken holds no other up, however many there are', async () => {
  takes = () => false;
  const names = Array.from({ length: 120 }, (_, n) => `event ${n}`);
  for (const name of names) await made(name);
  takes = (name) => name !== 'event 60';
  await expect(sweep(ledger, 0)).rejects.toThrow('event 60 is not taken');
  expect([...published].sort()).toEqual(names.filter((name) => takes(name)).sort());
  expect(await left()).toBe(1);
});

test('where nothing is taken, the rest is left for another time', async () => {
  let asked = 0;
  takes = () => false;
  for (let n = 0; n < 60; n += 1) await made(`event ${n}`);
  takes = () => {
    asked += 1;
    return false;
  };
  await expect(sweep(ledger, 0)).rejects.toThrow('is not taken');
  expect(asked).toBe(50);
  expect(await left()).toBe(60);
});
