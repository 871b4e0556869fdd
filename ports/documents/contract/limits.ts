// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { type DocumentsAtWork, fresh, freshKey } from '../contract.ts';
import type { Fields, Json } from '../port.ts';
import { texts } from './texts.ts';

const refusal = { name: 'Failure', code: 'INVALID_ARGUMENT' };
const half = '\ud83d';

/** What fits, and what is refused before anything is written. */
export function limitsContract(at: () => DocumentsAtWork): void {
  test('any JSON comes back as it was, whatever its fields are called', async () => {
    const key = freshKey();
    const awkward: [string, Json][] = texts.map((text, n) => [text, [text, n, { [text]: text }]]);
    const data: Fields = Object.fromEntries(awkward);
    const numbers = [0, 1e300, -1e-300, 2 ** 53, 0.1, Number.MAX_VALUE, Number.MIN_VALUE];
    await at().documents.put(key, { ...data, json: '{}', expireAt: 1, numbers });
    const read = (await at().documents.get(key))?.data ?? {};
    expect(new Map(Object.entries(read))).toEqual(
      new Map<string, Json>([...awkward, ['json', '{}'], ['expireAt', 1], ['numbers', numbers]]),
    );
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });

  test('ids hold any text but a slash, NUL and the names that a store keeps for itself', async () => {
    const collection = fresh();
    const good = [
      ...texts.filter((text) => text !== '' && !/[/\0]|^__.*__$/.test(text)),
      '...',
      '__a',
      '__a__b',
      '__',
      'a'.repeat(1_000),
      'é'.repeat(750),
    ];
    for (const [n, id] of good.entries()) await at().documents.create({ collection, id }, { n });
    const found = await at().documents.getAll(good.map((id) => ({ collection, id })));
    expect(found.map((each) => each?.data['n'])).toEqual(good.map((_, n) => n));
    expect(found.map((each) => each?.id)).toEqual(good);
  });

  test('an id out of form is refused by everything that takes one', async () => {
    const collection = fresh();
    const { documents } = at();
    const bad = [
      '',
      '.',
      '..',
      '/',
      'a/b',
      '__a__',
      '____',
      '__\n__',
      'a\0',
      half,
      'a'.repeat(1_001),
    ];
    for (const id of [...bad, 'é'.repeat(751), '😀'.repeat(376)]) {
      const key = { collection, id };
      await expect(documents.get(key)).rejects.toMatchObject(refusal);
      await expect(documents.getAll([key])).rejects.toMatchObject(refusal);
      await expect(documents.create(key, {})).rejects.toMatchObject(refusal);
      await expect(documents.put(key, {})).rejects.toMatchObject(refusal);
      await expect(documents.delete(key)).rejects.toMatchObject(refusal);
      await expect(documents.query({ collection, after: id, limit: 1 })).rejects.toMatchObject(
        refusal,
      );
      await expect(
        documents.transaction(async (transaction) => transaction.delete(key)),
      ).rejects.toMatchObject(refusal);
      expect(() => documents.watch(key, () => undefined)).toThrow(expect.objectContaining(refusal));
    }
  });

  test('a document of 1,000,000 bytes is kept whole, and of one more refused', async () => {
    const key = freshKey('x'.repeat(1_000));
    const sized = (bytes: number) => ({ text: 'é'.repeat(4_995) + 'x'.repeat(bytes - 10_001) });
    await expect(at().documents.put(key, sized(1_000_001))).rejects.toMatchObject(refusal);
    await expect(at().documents.create(key, sized(1_000_001))).rejects.toMatchObject(refusal);
    expect(await at().documents.get(key)).toBeUndefined();
    await at().documents.create(key, sized(1_000_000));
    expect((await at().documents.get(key))?.data).toEqual(sized(1_000_000));
  });

  test('an indexed text has up to 1,499 bytes, and an indexed list up to 1,000 texts', async () => {
    const collection = fresh(['v']);
    const key = { collection, id: 'one' };
    const many = (count: number) => Array.from({ length: count }, (_, n) => `text ${n}`);
    for (const v of ['x'.repeat(1_500), 'é'.repeat(750), ['x'.repeat(1_500)], many(1_001)]) {
      await expect(at().documents.put(key, { v })).rejects.toMatchObject(refusal);
    }
    const { documents } = at();
    const long = 'x'.repeat(1_500);
    await expect(
      documents.query({ collection, where: { v: long }, limit: 1 }),
    ).rejects.toMatchObject(refusal);
    for (const v of ['x'.repeat(1_499), 'é'.repeat(749)]) {
      await documents.put(key, { v });
      expect(await documents.query({ collection, where: { v }, limit: 1 })).toHaveLength(1);
    }
    await documents.put(key, { v: many(1_000) });
    const contains = { field: 'v', value: 'text 999' };
    expect(await documents.query({ collection, contains, limit: 1 })).toHaveLength(1);
  });

  test('an indexed field holds a scalar or a list of texts', async () => {
    const key = { collection: fresh(['v']), id: 'one' };
    for (const v of [{}, [1], [['a']], [null]] as Json[]) {
      await expect(at().documents.put(key, { v })).rejects.toThrow(TypeError);
    }
  });

  test('half a character is refused wherever it stands', async () => {
    const key = { collection: fresh(['v', 'list']), id: 'one' };
    const wrong: Fields[] = [{ v: half }, { list: [half] }, { [half]: 1 }, { more: [{ a: half }] }];
    for (const data of wrong) {
      await expect(at().documents.put(key, data)).rejects.toMatchObject(refusal);
    }
    expect(await at().documents.get(key)).toBeUndefined();
  });

  test('what is not JSON is refused', async () => {
    const key = freshKey();
    const nested = (levels: number): Json => (levels === 0 ? 1 : [nested(levels - 1)]);
    const values: unknown[] = [undefined, Number.NaN, Infinity, 1n, () => 1, Symbol('x')];
    for (const v of [...values, nested(100)]) {
      await expect(at().documents.put(key, { v } as Fields)).rejects.toThrow(TypeError);
    }
    await at().documents.put(key, { v: nested(99) });
    expect((await at().documents.get(key))?.data).toEqual({ v: nested(99) });
  });
}
