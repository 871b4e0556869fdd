// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { age } from './age.ts';

const now = Date.parse('2026-01-31T00:00:00.000Z');

test.each([
  [13, '13s'],
  [119, '119s'],
  [120, '2m'],
  [142 * 60, '142m'],
  [180 * 60, '3h'],
  [47 * 3600, '47h'],
  [48 * 3600, '2d'],
  [400 * 86_400, '400d'],
])('%d seconds ago is %s', (seconds, text) => {
  expect(age(new Date(now - seconds * 1000).toISOString(), now)).toBe(text);
});

test('a moment that a faster clock put into the future is now', () => {
  expect(age('2026-01-31T00:01:00.000Z', now)).toBe('0s');
});
