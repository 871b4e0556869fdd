// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { table } from './table.ts';

test('headers stand in the middle, two spaces before each line, none after it', () => {
  const text = table(
    ['ID', 'NAME', 'DESCRIPTION'],
    [
      ['0123456789', 'first', ''],
      ['1', 'a', 'short'],
    ],
  );
  expect(text.split('\n')).toEqual([
    '      ID     | NAME  | DESCRIPTION',
    '-------------+-------+--------------',
    '  0123456789 | first |',
    '  1          | a     | short',
  ]);
});

test('characters that take two columns are counted as two, marks as none', () => {
  const [, , first, second] = table(
    ['NAME', 'X'],
    [
      ['漢字', '1'],
      ['e\u0301tude', '2'],
    ],
  ).split('\n');
  expect([first, second]).toEqual(['  漢字  | 1', '  e\u0301tude | 2']);
});

test('a cell with several lines makes its row as high, and the others go on below', () => {
  const lines = table(
    ['A', 'B'],
    [
      ['x', 'one\ntwo'],
      ['y', 'z'],
    ],
  )
    .split('\n')
    .slice(2);
  expect(lines).toEqual(['  x | one', '    | two', '  y | z']);
});

test('what would move the cursor or colour the screen is shown instead of sent', () => {
  const text = table(['NAME'], [['\u001b[31mred\u0007'], ['left\u202eright'], ['a\tb']]);
  expect(text).toContain('\\u{1b}[31mred\\u{7}');
  expect(text).toContain('left\\u{202e}right');
  expect(text).toContain('a\\u{9}b');
  expect(/[\p{Cc}\p{Cf}]/u.test(text.replaceAll('\n', ''))).toBe(false);
});

test('a table of nothing is its headers', () => {
  expect(table(['ID', 'NAME'], [])).toBe('  ID | NAME\n-----+-------');
});
