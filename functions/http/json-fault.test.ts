// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { faultOffset } from './json-fault.ts';

test.each([
  ['', 0],
  ['nonsense', 0],
  ['{"a": nonsense}', 6],
  ['{"a": tru}', 6],
  ['{"a": 01}', 6],
  ['{"a": 1 "b": 2}', 8],
  ['{"a": 1,}', 8],
  ['{a: 1}', 1],
  ["{'a': 1}", 1],
  ['[1, 2', 5],
  ['{"a": "open', 6],
  ['{"a": "tab\there"}', 6],
  ['{"a": "\\x"}', 6],
  ['{} {}', 3],
  ['[}', 1],
  [']', 0],
])('%j is at fault from character %i', (text, offset) => {
  expect(faultOffset(text)).toBe(offset);
});

test('no JSON is found at fault before its end, and a cut piece of it only at its end or last token', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), (text, cut) => {
      expect(faultOffset(text)).toBe(text.length);
      const piece = text.slice(0, cut % (text.length + 1));
      expect(text.startsWith(piece.slice(0, faultOffset(piece)))).toBe(true);
    }),
  );
});

test('a foreign character between two tokens is found exactly', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify([value, 0], undefined, 1);
      expect(faultOffset(`${text.slice(0, -4)}%${text.slice(-4)}`)).toBe(text.length - 4);
    }),
  );
});

test('a text of a megabyte without an end is as quick and as right', () => {
  expect(faultOffset(`["${'a'.repeat(1_000_000)}`)).toBe(1);
  expect(faultOffset('['.repeat(1_000_000))).toBe(1_000_000);
});
