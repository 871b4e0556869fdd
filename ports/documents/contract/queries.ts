// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { type DocumentsAtWork, fresh } from '../contract.ts';
import type { Collection, Fields, Query } from '../port.ts';
import { texts } from './texts.ts';

/** What is found, and in which order. */
export function queriesContract(at: () => DocumentsAtWork): void {
  const write = (collection: Collection, all: Record<string, Fields>) =>
    at().documents.transaction(async (transaction) => {
      for (const [id, data] of Object.entries(all)) transaction.put({ collection, id }, data);
    });
  const ids = async (query: Query) => (await at().documents.query(query)).map(({ id }) => id);
  const named = (all: string[]) => Object.fromEntries(all.map((id) => [id, {}]));

  test('getAll answers in the order of its keys, also for what is absent or asked twice', async () => {
    const collection = fresh();
    await write(collection, { a: { n: 1 }, b: { n: 2 } });
    const keys = ['b', 'none', 'a', 'b'].map((id) => ({ collection, id }));
    const found = await at().documents.getAll(keys);
    expect(found.map((each) => each?.data)).toEqual([{ n: 2 }, undefined, { n: 1 }, { n: 2 }]);
    expect(await at().documents.getAll([])).toEqual([]);
  });

  test('documents come in the order of their ids, by code point', async () => {
    const collection = fresh();
    const all = ['a', 'B', 'a:b', 'a-b', 'ab', 'é', 'e\u0301', '~', '\uffee', '😀', '10', '9', ' '];
    await write(collection, named(all));
    const order = [...all].sort((one, other) =>
      Buffer.compare(Buffer.from(one), Buffer.from(other)),
    );
    expect(await ids({ collection, limit: 100 })).toEqual(order);
    const beyond = { collection, after: '\uffee', limit: 100 };
    expect(await ids(beyond)).toEqual(['😀']);
  });

  test('a range of ids has its beginning in it, and its end not', async () => {
    const collection = fresh();
    await write(collection, named(['a', 'a:1', 'a:2', 'a:2:3', 'aa', 'b']));
    const range = { collection, from: 'a:', before: 'a;', limit: 100 };
    expect(await ids(range)).toEqual(['a:1', 'a:2', 'a:2:3']);
    expect(await ids({ ...range, from: 'a:1' })).toEqual(['a:1', 'a:2', 'a:2:3']);
    expect(await ids({ ...range, from: 'a:1', before: 'a:2' })).toEqual(['a:1']);
    expect(await ids({ ...range, after: 'a:1' })).toEqual(['a:2', 'a:2:3']);
    expect(await ids({ ...range, after: 'a' })).toEqual(['a:1', 'a:2', 'a:2:3']);
    expect(await ids({ ...range, after: 'a:2:3' })).toEqual([]);
    expect(await ids({ ...range, after: 'b' })).toEqual([]);
    expect(await ids({ ...range, from: 'b', before: 'a' })).toEqual([]);
  });

  test('what a query would find can be counted, but not what expires', async () => {
    const collection = fresh(['kind']);
    await write(collection, {
      'a:1': { kind: 'x' },
      'a:2': { kind: 'y' },
      'a:3': { kind: 'x' },
      'b:1': { kind: 'x' },
    });
    const { documents } = at();
    expect(await documents.count({ collection })).toBe(4);
    expect(await documents.count({ collection, where: { kind: 'x' } })).toBe(3);
    const range = { collection, from: 'a:', before: 'a;' };
    expect(await documents.count({ ...range, where: { kind: 'x' } })).toBe(2);
    expect(await documents.count({ ...range, from: 'a:3' })).toBe(1);
    expect(await documents.count({ ...range, from: 'b' })).toBe(0);
    expect(await documents.count({ collection, where: { kind: 'z' } })).toBe(0);
    const expiring = { ...collection, expires: 'until' };
    await expect(documents.count({ collection: expiring })).rejects.toThrow('is not counted');
    await expect(documents.count({ collection, where: { n: 1 } })).rejects.toThrow('not indexed');
  });

  test('pages, each after the last id of the one before, give everything once', async () => {
    const collection = fresh(['even']);
    const all = Object.fromEntries(
      Array.from({ length: 23 }, (_, n) => [
        `n${String(n).padStart(2, '0')}`,
        { even: n % 2 === 0 },
      ]),
    );
    await write(collection, all);
    const walk = async (where: NonNullable<Query['where']>) => {
      const seen: string[][] = [];
      for (let after: string | undefined; seen.at(-1)?.length !== 0; after = seen.at(-1)?.at(-1)) {
        seen.push(await ids({ collection, where, limit: 5, ...(after ? { after } : {}) }));
      }
      return seen;
    };
    const whole = await walk({});
    expect(whole.map((page) => page.length)).toEqual([5, 5, 5, 5, 3, 0]);
    expect(whole.flat()).toEqual(Object.keys(all));
    expect((await walk({ even: true })).map((page) => page.length)).toEqual([5, 5, 2, 0]);
  });

  test('fields are equal in value and in type', async () => {
    const collection = fresh(['v']);
    const values = { n1: 1, n15: 1.5, zero: -0, s1: '1', t: true, st: 'true', f: false, s0: '0' };
    await write(collection, {
      ...Object.fromEntries(Object.entries(values).map(([id, v]) => [id, { v }])),
      none: {},
      nothing: { v: null },
      list: { v: ['1', 'true'] },
    });
    const found = (v: string | number | boolean) => ids({ collection, where: { v }, limit: 9 });
    for (const [id, v] of Object.entries(values)) expect(await found(v)).toEqual([id]);
    expect(await found(0)).toEqual(['zero']);
    expect(await found('null')).toEqual([]);
    expect(await found(2)).toEqual([]);
  });

  test('a list contains each of its texts, and a text contains nothing', async () => {
    const collection = fresh(['v']);
    await write(collection, { list: { v: ['a', 'b', 'a'] }, text: { v: 'a' }, empty: { v: [] } });
    const found = (value: string) => ids({ collection, contains: { field: 'v', value }, limit: 9 });
    expect(await found('a')).toEqual(['list']);
    expect(await found('b')).toEqual(['list']);
    expect(await found('c')).toEqual([]);
    expect(await ids({ collection, where: { v: 'a' }, limit: 9 })).toEqual(['text']);
  });

  test('all conditions are met together, within the range', async () => {
    const collection = fresh(['colour', 'size', 'tags']);
    await write(collection, {
      a1: { colour: 'red', size: 1, tags: ['x'] },
      a2: { colour: 'red', size: 2, tags: ['x'] },
      b1: { colour: 'red', size: 1, tags: ['x', 'y'] },
      b2: { colour: 'red', size: 1, tags: ['y'] },
      b3: { colour: 'blue', size: 1, tags: ['x'] },
      c1: { colour: 'red', size: 1, tags: ['x'] },
    });
    const query = {
      collection,
      where: { colour: 'red', size: 1 },
      contains: { field: 'tags', value: 'x' },
      limit: 9,
    };
    expect(await ids(query)).toEqual(['a1', 'b1', 'c1']);
    expect(await ids({ ...query, from: 'b', before: 'c' })).toEqual(['b1']);
    expect(await ids({ ...query, after: 'a1', limit: 1 })).toEqual(['b1']);
  });

  test('texts that look alike are told apart, and hostile ones are nothing but text', async () => {
    const collection = fresh(['v', 'list']);
    await write(
      collection,
      Object.fromEntries(texts.map((v, n) => [`n${n + 100}`, { v, list: [v] }])),
    );
    for (const [n, value] of texts.entries()) {
      const expected = [`n${n + 100}`];
      expect(await ids({ collection, where: { v: value }, limit: 9 })).toEqual(expected);
      expect(await ids({ collection, contains: { field: 'list', value }, limit: 9 })).toEqual(
        expected,
      );
    }
  });

  test('a query by what is not indexed is refused, as is a limit out of range', async () => {
    const collection = fresh(['colour']);
    const { documents } = at();
    for (const query of [
      { where: { size: 1 }, limit: 1 },
      { where: { json: 'x' }, limit: 1 },
      { contains: { field: 'tags', value: 'x' }, limit: 1 },
      { limit: 0 },
      { limit: 1_001 },
      { limit: 1.5 },
      { where: { colour: Number.NaN }, limit: 1 },
    ]) {
      await expect(documents.query({ collection, ...query })).rejects.toThrow(TypeError);
    }
  });
}
