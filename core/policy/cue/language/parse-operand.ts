// SPDX-License-Identifier: Apache-2.0
import type { Cursor } from './cursor.ts';
import { shownToken } from './cursor.ts';
import { parseComprehension, startsComprehension } from './parse-comprehension.ts';
import { parseExpression } from './parse-expression.ts';
import { parseStruct } from './parse-struct.ts';
import { readNumber } from './read-number.ts';
import type { Comprehension, Expression } from './syntax.ts';

/** @throws SyntaxFault */
export function parseOperand(cursor: Cursor): Expression {
  const { token, at } = cursor;
  if (cursor.is('{')) return cursor.deeper(() => parseStruct(cursor));
  if (cursor.is('[')) return cursor.deeper(() => parseList(cursor));
  cursor.next();
  if (token.kind === 'number') {
    const value = readNumber(token.text);
    if (value === undefined) throw cursor.fault('illegal number', at);
    return { kind: 'literal', value, at };
  }
  if (token.kind === 'text')
    return { kind: 'literal', value: { kind: 'string', value: token.value }, at };
  if (token.kind === 'bytes')
    return { kind: 'literal', value: { kind: 'bytes', value: token.value }, at };
  if (token.kind === 'interpolation') {
    const expressions = token.expressions.map((each) => {
      const inside = cursor.within(each);
      const expression = parseExpression(inside);
      if (inside.token.kind !== 'end') throw inside.fault('expected the end of the interpolation');
      return expression;
    });
    return { kind: 'interpolation', parts: token.parts, expressions, at };
  }
  if (token.kind === 'identifier') return named(token.text, cursor, at);
  if (token.kind === 'mark' && token.text === '_|_') return { kind: 'bottom', at };
  if (token.kind === 'mark' && token.text === '(') {
    const expression = parseExpression(cursor);
    cursor.expect(')');
    return expression;
  }
  throw cursor.fault(`expected an operand, found ${shownToken(token)}`, at);
}

function named(name: string, cursor: Cursor, at: Expression['at']): Expression {
  if (name === '_') return { kind: 'top', at };
  if (name === 'null') return { kind: 'literal', value: { kind: 'null' }, at };
  if (name === 'true' || name === 'false') {
    return { kind: 'literal', value: { kind: 'bool', value: name === 'true' }, at };
  }
  if (keywords.has(name)) throw cursor.fault(`expected an operand, found '${name}'`, at);
  if (name.startsWith('__')) throw cursor.fault(`${name} is reserved and not evaluated`, at);
  return { kind: 'free', name, at };
}

const keywords: ReadonlySet<string> = new Set([
  'for',
  'in',
  'if',
  'let',
  'func',
  'package',
  'import',
]);

function parseList(cursor: Cursor): Expression {
  const { at } = cursor.next();
  const items: (Expression | Comprehension)[] = [];
  while (!cursor.skip(']')) {
    if (cursor.skip('...')) {
      const rest = cursor.is(']') || cursor.is(',') ? undefined : parseExpression(cursor);
      cursor.skip(',');
      cursor.expect(']');
      return { kind: 'list', items, rest, open: true, at };
    }
    items.push(startsComprehension(cursor) ? parseComprehension(cursor) : parseExpression(cursor));
    if (!cursor.is(']')) cursor.expect(',');
  }
  return { kind: 'list', items, rest: undefined, open: false, at };
}
