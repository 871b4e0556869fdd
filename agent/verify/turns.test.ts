// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { budget, type Rank, Turns } from './turns.ts';

const fill = (turns: Turns, count: number, rank: Rank, lane = 'a') => {
  for (let n = 0; n < count; n += 1) turns.set(`${lane}-${rank}-${n}`, { lane, due: 0, rank });
};
/** Takes whatever may go at this moment, each ending at once. */
function taken(turns: Turns, now: number): string[] {
  const all: string[] = [];
  for (let id = turns.take(now); id !== undefined; id = turns.take(now)) {
    turns.end(id, id.split('-')[0] ?? '', now);
    all.push(id);
  }
  return all;
}

test('what is new goes first, then what fails, then what passes', () => {
  const turns = new Turns();
  for (const rank of [2, 1, 0] as const) fill(turns, 1, rank);
  expect(taken(turns, 0)).toEqual(['a-0-0', 'a-1-0', 'a-2-0']);
});

test('a registry is asked no more than its budget, however much there is to ask', () => {
  const turns = new Turns();
  fill(turns, 1_000, 0);
  expect(taken(turns, 0)).toHaveLength(budget.burst);
  expect(taken(turns, 10_000)).toHaveLength(budget.burst);
  expect(taken(turns, 12_000)).toHaveLength(2 * budget.rate);
});

test('a part of the budget is kept for what is new', () => {
  const turns = new Turns();
  fill(turns, 1_000, 2);
  expect(taken(turns, 0)).toHaveLength(budget.burst - budget.reserve + 1);
  fill(turns, 1_000, 0);
  expect(taken(turns, 0)).toHaveLength(budget.reserve - 1);
});

test('a registry that is slow or exhausted holds up no other', () => {
  const turns = new Turns();
  fill(turns, 1_000, 0);
  taken(turns, 0);
  fill(turns, 1, 2, 'b');
  expect(taken(turns, 0)).toEqual(['b-2-0']);
});

test('so many are read side by side, and no more until one has ended', () => {
  const turns = new Turns();
  fill(turns, 100, 0);
  const under = Array.from({ length: budget.sideBySide }, () => turns.take(0));
  expect(turns.take(0)).toBeUndefined();
  turns.end(under[0] ?? '', 'a', 0);
  expect(turns.take(0)).toBeDefined();
});

test('50 that fail are read again within 30 seconds, whatever else there is', () => {
  const turns = new Turns();
  fill(turns, 5_000, 2);
  taken(turns, 0);
  fill(turns, 50, 1);
  const read = Array.from({ length: 30 }, (_, second) => taken(turns, (second + 1) * 1_000));
  expect(read.flat().filter((id) => id.startsWith('a-1-'))).toHaveLength(50);
});

test('what is not due yet, or was taken back, is not read', () => {
  const turns = new Turns();
  turns.set('later', { lane: 'a', due: 10, rank: 0 });
  turns.set('gone', { lane: 'a', due: 0, rank: 0 });
  turns.delete('gone');
  expect(taken(turns, 9)).toEqual([]);
  expect(taken(turns, 10)).toEqual(['later']);
});
