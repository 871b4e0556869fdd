// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { type DocumentsAtWork, fresh, freshKey } from '../contract.ts';
import type { Transaction } from '../port.ts';

/** Reads and writes as one. */
export function transactionsContract(at: () => DocumentsAtWork): void {
  test('a transaction returns what its function does, when its writes can be read', async () => {
    const collection = fresh(['colour']);
    const [made, changed, gone] = ['made', 'changed', 'gone'].map((id) => ({ collection, id }));
    if (!made || !changed || !gone) throw new Error('no keys');
    await at().documents.put(changed, { colour: 'red' });
    await at().documents.put(gone, { colour: 'red' });
    const answer = await at().documents.transaction(async (transaction) => {
      const [one, all, found] = await Promise.all([
        transaction.get(changed),
        transaction.getAll([gone, made, changed]),
        transaction.query({ collection, where: { colour: 'red' }, limit: 9 }),
      ]);
      transaction.create(made, { colour: 'blue' });
      transaction.put(changed, { colour: 'green' });
      transaction.delete(gone);
      return [one?.id, all.map((each) => each?.id), found.map((each) => each.id)];
    });
    expect(answer).toEqual(['changed', ['gone', undefined, 'changed'], ['changed', 'gone']]);
    const left = await at().documents.query({ collection, limit: 9 });
    expect(left.map(({ data }) => data)).toEqual([{ colour: 'green' }, { colour: 'blue' }]);
  });

  test('when the function throws, that is what comes out, and nothing was written', async () => {
    const key = freshKey();
    const failing = at().documents.transaction(async (transaction) => {
      transaction.put(key, {});
      throw new RangeError('thought better of it');
    });
    await expect(failing).rejects.toThrow(new RangeError('thought better of it'));
    expect(await at().documents.get(key)).toBeUndefined();
  });

  test('when a create meets a document, nothing of the transaction was written', async () => {
    const collection = fresh();
    const there = { collection, id: 'there' };
    const other = { collection, id: 'another' };
    await at().documents.create(there, { n: 1 });
    const failing = at().documents.transaction(async (transaction) => {
      transaction.put(other, {});
      transaction.create(there, { n: 2 });
    });
    await expect(failing).rejects.toMatchObject({ name: 'Conflict', reason: 'exists' });
    expect((await at().documents.getAll([there, other])).map((each) => each?.data)).toEqual([
      { n: 1 },
      undefined,
    ]);
  });

  test('a read after a write throws', async () => {
    const key = freshKey();
    const reads: ((transaction: Transaction) => Promise<unknown>)[] = [
      (transaction) => transaction.get(key),
      (transaction) => transaction.getAll([key]),
      (transaction) => transaction.query({ collection: key.collection, limit: 1 }),
    ];
    for (const read of reads) {
      const failing = at().documents.transaction(async (transaction) => {
        transaction.put(key, {});
        await read(transaction);
      });
      await expect(failing).rejects.toThrow('a transaction reads before it writes');
    }
    expect(await at().documents.get(key)).toBeUndefined();
  });

  test('a transaction that has ended takes nothing more', async () => {
    const key = freshKey();
    const ended = await at().documents.transaction(async (transaction) => [transaction]);
    expect(() => ended[0]?.put(key, {})).toThrow('the transaction has ended');
    await expect(ended[0]?.get(key)).rejects.toThrow('the transaction has ended');
    expect(await at().documents.get(key)).toBeUndefined();
  });

  test('of those who count in one document at once, none is lost', async () => {
    const key = freshKey();
    const all = await Promise.allSettled(
      Array.from({ length: at().racers }, () => counting(at(), key)),
    );
    const refused = all.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    for (const each of refused) {
      expect(each).toMatchObject({ name: 'Conflict', reason: 'contended' });
    }
    const counted = all.length - refused.length;
    expect(counted).toBeGreaterThan(0);
    expect((await at().documents.get(key))?.data).toEqual({ n: counted });
  });

  test('two who each see that the other is there cannot both leave', async () => {
    const collection = fresh();
    const keys = ['one', 'other'].map((id) => ({ collection, id }));
    for (const key of keys) await at().documents.create(key, {});
    await Promise.allSettled(
      keys.map((mine) =>
        at().documents.transaction(async (transaction) => {
          const there = (await transaction.getAll(keys)).filter((each) => each !== undefined);
          if (there.length === 2) transaction.delete(mine);
        }),
      ),
    );
    expect(await at().documents.query({ collection, limit: 9 })).toHaveLength(1);
  });

  test('two who each find nothing by a query cannot both write what it would find', async () => {
    const collection = fresh(['colour']);
    await Promise.allSettled(
      ['one', 'other'].map((id) =>
        at().documents.transaction(async (transaction) => {
          const where = { colour: 'red' };
          const found = await transaction.query({ collection, where, limit: 1 });
          if (found.length === 0) transaction.create({ collection, id }, { colour: 'red' });
        }),
      ),
    );
    expect(await at().documents.query({ collection, limit: 9 })).toHaveLength(1);
  });

  test('500 writes go into one transaction, and one more is refused', async () => {
    const collection = fresh();
    const writing = (count: number) =>
      at().documents.transaction(async (transaction) => {
        for (let n = 0; n < count; n += 1) transaction.put({ collection, id: `n${n}` }, { n });
      });
    await expect(writing(501)).rejects.toThrow('too much is written at once');
    expect(await at().documents.query({ collection, limit: 1 })).toEqual([]);
    await writing(500);
    expect(await at().documents.query({ collection, limit: 1_000 })).toHaveLength(500);
  });

  test('3,000,000 bytes go into one transaction, and more are refused', async () => {
    const collection = fresh();
    const writing = (count: number) =>
      at().documents.transaction(async (transaction) => {
        const text = 'x'.repeat(999_980);
        for (let n = 0; n < count; n += 1) transaction.put({ collection, id: `n${n}` }, { text });
      });
    await expect(writing(4)).rejects.toThrow('too much is written at once');
    await writing(3);
    expect(await at().documents.query({ collection, limit: 10 })).toHaveLength(3);
  });
}

const counting = ({ documents }: DocumentsAtWork, key: ReturnType<typeof freshKey>) =>
  documents.transaction(async (transaction) => {
    const n = Number((await transaction.get(key))?.data['n'] ?? 0);
    transaction.put(key, { n: n + 1 });
  });
