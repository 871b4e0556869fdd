// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { turn } from './turn.ts';

test('what arrives together begins together, in its order, when all of it has arrived', async () => {
  const begun: string[] = [];
  const arrives = (name: string) => turn().then(() => begun.push(name));
  const first = [arrives('a'), arrives('b')];
  await Promise.resolve();
  expect(begun).toEqual([]);
  const last = arrives('c');
  const next = first[0]?.then(() => arrives('d').then(() => expect(begun).toHaveLength(4)));
  await last;
  expect(begun).toEqual(['a', 'b', 'c']);
  await next;
  expect(begun).toEqual(['a', 'b', 'c', 'd']);
});
