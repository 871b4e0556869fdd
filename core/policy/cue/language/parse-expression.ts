// SPDX-License-Identifier: Apache-2.0
import type { Cursor } from './cursor.ts';
import { parseOperand } from './parse-operand.ts';
import { type Expression, labelOf, regular } from './syntax.ts';

/** From what binds least to what binds most. */
const levels: readonly (readonly string[])[] = [
  ['|'],
  ['&'],
  ['||'],
  ['&&'],
  ['==', '!=', '<', '<=', '>', '>=', '=~', '!~'],
  ['+', '-'],
  ['*', '/'],
];

/** @throws SyntaxFault */
export function parseExpression(cursor: Cursor): Expression {
  return cursor.deeper(() => parseDisjunction(cursor));
}

function parseDisjunction(cursor: Cursor): Expression {
  const { at } = cursor;
  const first = parseAlternative(cursor);
  if (!cursor.is('|')) {
    if (first.preferred)
      throw cursor.fault('a preferred value stands outside of a disjunction', at);
    return first.value;
  }
  const alternatives = [first];
  while (cursor.skip('|')) alternatives.push(parseAlternative(cursor));
  return { kind: 'disjunction', alternatives, at };
}

function parseAlternative(cursor: Cursor): { value: Expression; preferred: boolean } {
  const preferred = cursor.skip('*');
  return { preferred, value: parseBinary(cursor, 1) };
}

function parseBinary(cursor: Cursor, level: number): Expression {
  const signs = levels[level];
  if (signs === undefined) return parseUnary(cursor);
  let left = parseBinary(cursor, level + 1);
  for (
    let { token } = cursor;
    token.kind === 'mark' && signs.includes(token.text);
    { token } = cursor
  ) {
    const { at } = cursor.next();
    const right = parseBinary(cursor, level + 1);
    left = { kind: 'binary', sign: token.text, left, right, at };
  }
  return left;
}

const prefixes = ['+', '-', '!', '!=', '<', '<=', '>', '>=', '=~', '!~'];

function parseUnary(cursor: Cursor): Expression {
  const { token } = cursor;
  if (token.kind !== 'mark' || !prefixes.includes(token.text)) return parsePrimary(cursor);
  cursor.next();
  const of = cursor.deeper(() => parseUnary(cursor));
  return { kind: 'unary', sign: token.text, of, at: token.at };
}

/** An operand with the selectors, indexes and calls after it. */
function parsePrimary(cursor: Cursor): Expression {
  let of = parseOperand(cursor);
  for (;;) {
    const { at } = cursor;
    if (cursor.skip('.')) of = { kind: 'select', of, label: parseSelector(cursor), at };
    else if (cursor.skip('[')) {
      const by = parseExpression(cursor);
      if (cursor.is(':')) throw cursor.fault('slices are not evaluated');
      cursor.expect(']');
      of = { kind: 'index', of, by, at };
    } else if (cursor.skip('(')) {
      of = { kind: 'call', of, parameters: parseParameters(cursor), at };
    } else return of;
  }
}

function parseSelector(cursor: Cursor): string {
  const token = cursor.next();
  if (token.kind === 'identifier') return labelOf(token.text);
  if (token.kind === 'text') return regular(token.value);
  throw cursor.fault('expected a field after the point', token.at);
}

function parseParameters(cursor: Cursor): Expression[] {
  const parameters: Expression[] = [];
  while (!cursor.skip(')')) {
    parameters.push(parseExpression(cursor));
    if (!cursor.is(')')) cursor.expect(',');
  }
  return parameters;
}
