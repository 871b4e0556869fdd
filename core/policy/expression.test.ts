// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileExpression } from './expression.ts';

test.each([
  ['a|b', 'ab'],
  ['https://good\\.example|https://b\\.example', 'https://good.example.evil.com'],
  ['https://github.com/acme/', 'https://evil/?x=https://github.com/acme/'],
  ['(?m)^a$', 'a\nb'],
  ['\\Qabc', 'abcd'],
  ['a', 'a\n'],
])('regular expressions are anchored: %s does not match %j', (pattern, text) => {
  expect(compileExpression(pattern).matches(text)).toBe(false);
});

test.each([
  ['a|ab', 'ab'],
  ['^a$', 'a'],
  ['.*@example\\.com', 'me@example.com'],
  ['\\Qa.b', 'a.b'],
])('%s matches the whole of %s', (pattern, text) => {
  expect(compileExpression(pattern).matches(text)).toBe(true);
});

test.each([
  ['****', 'missing argument to repetition operator: `*`'],
  ['a**', 'invalid nested repetition operator: `**`'],
  ['[a', 'missing closing ]: `[a`'],
  ['(', 'missing closing ): `(`'],
  ['a)|(b', 'unexpected ): `a)|(b`'],
  ['\\', 'trailing backslash at end of expression: ``'],
  ['(?=a)', 'invalid or unsupported Perl syntax: `(?=`'],
  ['x{1001}', 'invalid repeat count: `{1001}`'],
  [`(${'(?:a?){500}'.repeat(40)}){2}`, 'expression too large'],
  ['a'.repeat(2001), 'expression is longer than 2000 characters'],
])('%s is refused as Go refuses it', (pattern, message) => {
  expect(() => compileExpression(pattern)).toThrow(`error parsing regexp: ${message}`);
});

test('whatever the pattern, it compiles or is refused with an error of its syntax', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (pattern, text) => {
      try {
        compileExpression(pattern).matches(text);
      } catch (error) {
        expect(String(error)).toContain('error parsing regexp: ');
      }
    }),
  );
});

test('an expression that takes others exponential time is answered', () => {
  expect(compileExpression('(a+)+$').matches(`${'a'.repeat(5000)}!`)).toBe(false);
});
