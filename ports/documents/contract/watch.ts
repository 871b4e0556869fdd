// SPDX-License-Identifier: Apache-2.0
import { expect, test, vi } from 'vitest';
import { type DocumentsAtWork, fresh, freshKey } from '../contract.ts';
import type { Document, Fields, Key } from '../port.ts';

/** Watching one document. */
export function watchContract(at: () => DocumentsAtWork): void {
  const watching = (key: Key) => {
    const seen: (Document | undefined)[] = [];
    const stop = at().documents.watch(key, (document) => seen.push(document));
    const shows = (data: Fields | undefined) =>
      vi.waitFor(
        () => {
          expect(seen).not.toEqual([]);
          expect(seen.at(-1)?.data).toEqual(data);
        },
        { timeout: 30_000, interval: 10 },
      );
    return { seen, stop, shows };
  };

  test('a watch begins with the document as it is, present or absent', async () => {
    const [there, absent] = [freshKey(), freshKey()];
    await at().documents.put(there, { n: 1 });
    const [one, other] = [watching(there), watching(absent)];
    await one.shows({ n: 1 });
    await other.shows(undefined);
    expect(one.seen).toEqual([await at().documents.get(there)]);
    one.stop();
    other.stop();
  });

  test('every kind of change is seen, by all who watch', async () => {
    const key = freshKey();
    const all = [watching(key), watching(key)];
    const show = (data: Fields | undefined) => Promise.all(all.map((each) => each.shows(data)));
    await show(undefined);
    await at().documents.create(key, { n: 1 });
    await show({ n: 1 });
    await at().documents.put(key, { n: 2 });
    await show({ n: 2 });
    await at().documents.transaction(async (transaction) => transaction.put(key, { n: 3 }));
    await show({ n: 3 });
    await at().documents.delete(key);
    await show(undefined);
    for (const { stop } of all) stop();
  });

  test('other documents are not seen, and after stopping nothing is', async () => {
    const collection = fresh();
    const [mine, other] = [
      { collection, id: 'mine' },
      { collection, id: 'other' },
    ];
    const [stopped, going] = [watching(mine), watching(mine)];
    await Promise.all([stopped.shows(undefined), going.shows(undefined)]);
    stopped.stop();
    await at().documents.put(other, { n: 1 });
    await at().documents.put(mine, { n: 2 });
    await going.shows({ n: 2 });
    going.stop();
    expect(stopped.seen).toEqual([undefined]);
    expect(going.seen.map((each) => each?.data)).toEqual([undefined, { n: 2 }]);
  });

  test('stopping at once is no fault, and shows nothing', async () => {
    const key = freshKey();
    const { seen, stop } = watching(key);
    stop();
    stop();
    await at().documents.put(key, {});
    const later = watching(key);
    await later.shows({});
    later.stop();
    expect(seen).toEqual([]);
  });

  test('what has expired is absent to whoever begins to watch', async () => {
    const key = { collection: fresh([], 'goes'), id: 'one' };
    await at().documents.put(key, { goes: at().clock() + 1_000 });
    at().later(1_000);
    const late = watching(key);
    await late.shows(undefined);
    late.stop();
  });

  test('closing ends the watches', async () => {
    const key = freshKey();
    const { seen, shows } = watching(key);
    await shows(undefined);
    await at().reopen();
    await at().documents.put(key, { n: 1 });
    const later = watching(key);
    await later.shows({ n: 1 });
    later.stop();
    expect(seen).toEqual([undefined]);
  });
}
