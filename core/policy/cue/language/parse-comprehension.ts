// SPDX-License-Identifier: Apache-2.0
import { type Cursor, shownToken } from './cursor.ts';
import { parseExpression } from './parse-expression.ts';
import { parseStruct } from './parse-struct.ts';
import type { Clause, Comprehension } from './syntax.ts';

/** Whether `for …` or `if …` begins here, and not a field of that name. */
export function startsComprehension(cursor: Cursor): boolean {
  const { token } = cursor;
  if (token.kind !== 'identifier' || (token.text !== 'for' && token.text !== 'if')) return false;
  return !cursor.is(':', 1) && !cursor.is('?', 1) && !(cursor.is('!', 1) && cursor.is(':', 2));
}

/** @throws SyntaxFault */
export function parseComprehension(cursor: Cursor): Comprehension {
  const { at } = cursor;
  const clauses: Clause[] = [];
  while (!cursor.is('{')) {
    clauses.push(parseClause(cursor));
    cursor.skip(',');
  }
  return { kind: 'comprehension', clauses, body: cursor.deeper(() => parseStruct(cursor)), at };
}

function parseClause(cursor: Cursor): Clause {
  const word = parseIdentifier(cursor);
  if (word === 'if') return { kind: 'if', condition: parseExpression(cursor) };
  if (word === 'let') {
    const name = parseIdentifier(cursor);
    cursor.expect('=');
    return { kind: 'let', name, value: parseExpression(cursor) };
  }
  if (word !== 'for') throw cursor.fault(`expected 'for', 'if' or 'let', found '${word}'`);
  const first = parseIdentifier(cursor);
  const second = cursor.skip(',') ? parseIdentifier(cursor) : undefined;
  if (parseIdentifier(cursor) !== 'in') throw cursor.fault("expected 'in'");
  const source = parseExpression(cursor);
  return second === undefined
    ? { kind: 'for', key: undefined, value: first, source }
    : { kind: 'for', key: first, value: second, source };
}

/** @throws SyntaxFault */
export function parseIdentifier(cursor: Cursor): string {
  const token = cursor.next();
  if (token.kind === 'identifier') return token.text;
  throw cursor.fault(`expected an identifier, found ${shownToken(token)}`, token.at);
}
