// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { type DocumentsAtWork, fresh, freshKey } from '../contract.ts';

/** Writes of one document. */
export function writesContract(at: () => DocumentsAtWork): void {
  test('what is written is read back, and outlives closing and opening', async () => {
    const key = freshKey();
    await at().documents.create(key, { n: 1, deep: { list: [1, null, { a: 'b' }] } });
    const before = await at().documents.get(key);
    await at().reopen();
    const after = await at().documents.get(key);
    expect(after).toEqual(before);
    expect(after).toMatchObject({
      id: 'one',
      data: { n: 1, deep: { list: [1, null, { a: 'b' }] } },
    });
  });

  test('closing twice is no fault', async () => {
    const key = freshKey();
    await at().documents.put(key, {});
    await at().documents.close();
    await at().reopen();
    expect(await at().documents.get(key)).toBeDefined();
  });

  test('what was never written, or was deleted, is absent', async () => {
    const key = freshKey();
    expect(await at().documents.get(key)).toBeUndefined();
    await at().documents.put(key, {});
    await at().documents.delete(key);
    expect(await at().documents.get(key)).toBeUndefined();
    await at().documents.delete(key);
  });

  test('create refuses a document that is there, and leaves it as it was', async () => {
    const key = freshKey();
    await at().documents.create(key, { n: 1 });
    const before = await at().documents.get(key);
    const again = at().documents.create(key, { n: 2 });
    await expect(again).rejects.toMatchObject({ name: 'Conflict', reason: 'exists' });
    expect(await at().documents.get(key)).toEqual(before);
  });

  test('of many who create one document at once, one does', async () => {
    const key = freshKey();
    const all = await Promise.allSettled(
      Array.from({ length: at().racers }, (_, n) => at().documents.create(key, { n })),
    );
    const refused = all.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    expect(refused).toHaveLength(at().racers - 1);
    for (const each of refused) expect(each).toMatchObject({ name: 'Conflict', reason: 'exists' });
    const winner = all.findIndex(({ status }) => status === 'fulfilled');
    expect((await at().documents.get(key))?.data).toEqual({ n: winner });
  });

  test('put replaces the whole document, also in what queries find', async () => {
    const collection = fresh(['colour', 'tags']);
    const key = { collection, id: 'one' };
    await at().documents.put(key, { colour: 'red', tags: ['a', 'b'], more: 1 });
    await at().documents.put(key, { tags: ['b', 'c'] });
    expect((await at().documents.get(key))?.data).toEqual({ tags: ['b', 'c'] });
    const found = async (query: object) =>
      (await at().documents.query({ collection, limit: 9, ...query })).length;
    expect(await found({ where: { colour: 'red' } })).toBe(0);
    expect(await found({ contains: { field: 'tags', value: 'a' } })).toBe(0);
    expect(await found({ contains: { field: 'tags', value: 'c' } })).toBe(1);
  });

  test('the version changes with what is stored, and only then', async () => {
    const key = freshKey();
    const seen = new Set<string | undefined>();
    for (let n = 0; n < 5; n += 1) {
      await at().documents.put(key, { n });
      const [one, again] = [await at().documents.get(key), await at().documents.get(key)];
      expect(one?.version).toBe(again?.version);
      seen.add(one?.version);
    }
    await at().documents.delete(key);
    await at().documents.create(key, { n: 4 });
    seen.add((await at().documents.get(key))?.version);
    expect(seen.size).toBe(6);
  });

  test('put with a version writes over exactly that one', async () => {
    const collection = fresh(['colour', 'size']);
    const key = { collection, id: 'one' };
    await at().documents.create(key, { colour: 'red', size: 1 });
    const version = (await at().documents.get(key))?.version ?? '';
    await at().documents.put(key, { colour: 'blue' }, { version });
    expect((await at().documents.get(key))?.data).toEqual({ colour: 'blue' });
    const old = { where: { size: 1 }, collection, limit: 9 };
    expect(await at().documents.query(old)).toEqual([]);
    await refusesVersion((condition) => at().documents.put(key, { colour: 'green' }, condition), {
      version,
    });
    expect((await at().documents.get(key))?.data).toEqual({ colour: 'blue' });
  });

  test('of many who write over one version, one does', async () => {
    const key = freshKey();
    await at().documents.create(key, { n: -1 });
    const version = (await at().documents.get(key))?.version ?? '';
    const all = await Promise.allSettled(
      Array.from({ length: at().racers }, (_, n) => at().documents.put(key, { n }, { version })),
    );
    const refused = all.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    expect(refused).toHaveLength(at().racers - 1);
    for (const each of refused) expect(each).toMatchObject({ name: 'Conflict' });
    const winner = all.findIndex(({ status }) => status === 'fulfilled');
    expect((await at().documents.get(key))?.data).toEqual({ n: winner });
  });

  test('delete with a version takes away exactly that one', async () => {
    const key = freshKey();
    await at().documents.create(key, { n: 1 });
    const version = (await at().documents.get(key))?.version ?? '';
    await at().documents.put(key, { n: 2 });
    await refusesVersion((condition) => at().documents.delete(key, condition), { version });
    const current = (await at().documents.get(key))?.version ?? '';
    await at().documents.delete(key, { version: current });
    expect(await at().documents.get(key)).toBeUndefined();
  });

  test('a version is asked for in vain where nothing is, or when it was never given', async () => {
    const key = freshKey();
    for (const version of ['', 'x', '1', '1.5', '99999999999999999999.0', "' OR 1=1 --"]) {
      await refusesVersion((condition) => at().documents.put(key, {}, condition), { version });
      await refusesVersion((condition) => at().documents.delete(key, condition), { version });
    }
    await at().documents.create(key, { n: 1 });
    const { version } = (await at().documents.get(key)) ?? { version: '' };
    await at().documents.delete(key);
    await refusesVersion((condition) => at().documents.put(key, {}, condition), { version });
    await refusesVersion((condition) => at().documents.delete(key, condition), { version });
    expect(await at().documents.get(key)).toBeUndefined();
  });
}

const refusesVersion = (
  write: (condition: { version: string }) => Promise<void>,
  condition: { version: string },
) => expect(write(condition)).rejects.toMatchObject({ name: 'Conflict', reason: 'changed' });
