// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { readDuration } from './resync.ts';

test.each([
  ['20s', 20_000],
  ['1m30s', 90_000],
  ['2h', 3_600_000],
  ['1s', 5_000],
])('%s is taken, within bounds, as %d milliseconds', (text, expected) => {
  expect(readDuration(text)).toBe(expected);
});

test.each(['', '20', 's', '-5s', '1.5s', '10 s', '99999999999s'])('%j is no duration', (text) => {
  expect(readDuration(text)).toBeUndefined();
});
