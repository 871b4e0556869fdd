// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { type DocumentsAtWork, fresh } from '../contract.ts';
import type { Collection, Fields } from '../port.ts';

const minute = 60_000;

/** Documents that end by themselves. */
export function expiryContract(at: () => DocumentsAtWork): void {
  const passing = (id = 'one', collection: Collection = fresh(['colour'], 'goes')) => ({
    key: { collection, id },
    data: { goes: at().clock() + minute, colour: 'red' },
  });

  test('a document is there until it expires, and from then on absent for every reader', async () => {
    const { key, data } = passing();
    const { documents, later } = at();
    await documents.create(key, data);
    const query = { collection: key.collection, where: { colour: 'red' }, limit: 9 };
    const readings = () =>
      documents.transaction(async (transaction) => [
        await documents.get(key),
        ...(await documents.getAll([key])),
        ...(await documents.query(query)),
        await transaction.get(key),
        ...(await transaction.getAll([key])),
        ...(await transaction.query(query)),
      ]);
    expect((await readings()).map((each) => each?.data)).toEqual(Array(6).fill(data));
    later(minute);
    expect(await readings()).toEqual(Array(4).fill(undefined));
  });

  test('where one has expired another is created, alone or in a transaction', async () => {
    const first = passing();
    const second = passing('two', first.key.collection);
    const { documents, later } = at();
    await documents.create(first.key, first.data);
    await documents.create(second.key, second.data);
    await expect(documents.create(first.key, {})).rejects.toMatchObject({ reason: 'exists' });
    later(minute);
    await documents.create(first.key, { n: 1 });
    await documents.transaction(async (transaction) => transaction.create(second.key, { n: 2 }));
    const found = await documents.getAll([first.key, second.key]);
    expect(found.map((each) => each?.data)).toEqual([{ n: 1 }, { n: 2 }]);
    await expect(documents.create(first.key, {})).rejects.toMatchObject({ reason: 'exists' });
    const again = documents.transaction(async (transaction) => transaction.create(second.key, {}));
    await expect(again).rejects.toMatchObject({ name: 'Conflict', reason: 'exists' });
  });

  test('what has expired does not make a page shorter', async () => {
    const collection = fresh([], 'goes');
    const { documents, later, clock } = at();
    const goes = clock() + minute;
    await documents.transaction(async (transaction) => {
      for (let n = 10; n < 40; n += 1) {
        transaction.put({ collection, id: `n${n}` }, n % 10 < 3 ? {} : { goes });
      }
    });
    later(minute);
    const page = await documents.query({ collection, after: 'n10', limit: 4 });
    expect(page.map(({ id }) => id)).toEqual(['n11', 'n12', 'n20', 'n21']);
    const rest = await documents.query({ collection, after: 'n21', limit: 100 });
    expect(rest.map(({ id }) => id)).toEqual(['n22', 'n30', 'n31', 'n32']);
  });

  test('a put can take the expiry away', async () => {
    const { key, data } = passing();
    const { documents, later } = at();
    await documents.put(key, data);
    await documents.put(key, { colour: 'red', goes: null });
    later(minute);
    expect((await documents.get(key))?.data).toEqual({ colour: 'red', goes: null });
  });

  test('a moment of expiry is whole milliseconds, from 1970 to the end of the year 9999', async () => {
    const { key } = passing();
    const wrong: Fields[] = [
      { goes: 'soon' },
      { goes: 1.5 },
      { goes: 3e14 },
      { goes: -1 },
      { goes: true },
    ];
    for (const data of wrong) {
      await expect(at().documents.put(key, data)).rejects.toThrow(TypeError);
    }
    const last = { goes: 253_402_300_799_999 };
    await at().documents.put(key, last);
    expect((await at().documents.get(key))?.data).toEqual(last);
  });
}
