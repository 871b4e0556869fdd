// SPDX-License-Identifier: Apache-2.0
import { type Cursor, shownToken } from './cursor.ts';
import { parseComprehension, parseIdentifier, startsComprehension } from './parse-comprehension.ts';
import { parseExpression } from './parse-expression.ts';
import type { Presence } from './syntax.ts';
import {
  type Declaration,
  type Expression,
  labelOf,
  regular,
  type StructLiteral,
} from './syntax.ts';

/** Reads `{…}`. @throws SyntaxFault */
export function parseStruct(cursor: Cursor): StructLiteral {
  const { at } = cursor;
  cursor.expect('{');
  const declarations: Declaration[] = [];
  while (!cursor.skip('}')) {
    if (cursor.token.kind === 'end') throw cursor.fault("expected '}', found the end");
    declarations.push(parseDeclaration(cursor));
    if (!cursor.is('}')) cursor.expect(',');
  }
  return { kind: 'struct', declarations, at };
}

/** @throws SyntaxFault */
export function parseDeclaration(cursor: Cursor): Declaration {
  const { at, token } = cursor;
  if (cursor.skip('...')) {
    if (!cursor.is(',') && !cursor.is('}'))
      throw cursor.fault('a typed ellipsis of a struct is not evaluated');
    return { kind: 'ellipsis', at };
  }
  if (startsComprehension(cursor)) return parseComprehension(cursor);
  if (
    token.kind === 'identifier' &&
    token.text === 'let' &&
    cursor.ahead(1).kind === 'identifier'
  ) {
    cursor.next();
    const name = parseIdentifier(cursor);
    cursor.expect('=');
    return { kind: 'let', name, value: parseExpression(cursor), at };
  }
  return parseField(cursor) ?? { kind: 'embedding', value: parseExpression(cursor), at };
}

/** A field in any of its forms, or nothing where none begins. */
function parseField(cursor: Cursor): Declaration | undefined {
  const { at, token } = cursor;
  if (cursor.is('[') && cursor.is(':', cursor.closing('[', ']') + 1)) return parsePattern(cursor);
  if (token.kind === 'identifier' && cursor.is('=', 1)) {
    const alias = parseIdentifier(cursor);
    cursor.next();
    const field = parseField(cursor);
    if (field?.kind === 'field' && field.alias === undefined) return { ...field, alias };
    throw cursor.fault('an alias of anything but a plain field is not evaluated', at);
  }
  if (cursor.is('(')) {
    if (presenceEnd(cursor, cursor.closing('(', ')') + 1) === undefined) return undefined;
    cursor.next();
    const label = parseExpression(cursor);
    cursor.expect(')');
    return { kind: 'dynamic', label, ...parseRest(cursor), at };
  }
  if (!['identifier', 'text', 'interpolation'].includes(token.kind)) return undefined;
  if (presenceEnd(cursor, 1) === undefined) return undefined;
  if (token.kind === 'interpolation') {
    const label = parseExpression(cursor);
    return { kind: 'dynamic', label, ...parseRest(cursor), at };
  }
  cursor.next();
  const presence = parsePresence(cursor);
  const label = parseLabel(token, cursor);
  const identifier = token.kind === 'identifier' ? token.text : undefined;
  const value = parseValue(cursor);
  return { kind: 'field', label, identifier, alias: undefined, presence, value, at };
}

/** What follows a label that is not known yet. */
const parseRest = (cursor: Cursor) => ({
  presence: parsePresence(cursor),
  value: parseValue(cursor),
});

function parseLabel(token: Cursor['token'], cursor: Cursor): string {
  if (token.kind === 'text') return regular(token.value);
  if (token.kind === 'identifier' && token.text !== '_' && !token.text.startsWith('__')) {
    return labelOf(token.text);
  }
  throw cursor.fault(`${shownToken(token)} is no label that is evaluated`, token.at);
}

/** Where the colon after a label is, seen from here, or nothing where none is. */
function presenceEnd(cursor: Cursor, by: number): number | undefined {
  if (cursor.is(':', by)) return by;
  const marked = cursor.is('?', by) || cursor.is('!', by);
  return marked && cursor.is(':', by + 1) ? by + 1 : undefined;
}

function parsePresence(cursor: Cursor): Presence {
  const presence = cursor.skip('?') ? 'optional' : cursor.skip('!') ? 'required' : 'regular';
  cursor.expect(':');
  return presence;
}

function parsePattern(cursor: Cursor): Declaration {
  const { at } = cursor.next();
  const named = cursor.token.kind === 'identifier' && cursor.is('=', 1);
  const name = named ? parseIdentifier(cursor) : undefined;
  if (named) cursor.next();
  const labels = parseExpression(cursor);
  cursor.expect(']');
  cursor.expect(':');
  return { kind: 'pattern', labels, name, value: parseValue(cursor), at };
}

/** What a field holds: `a: b: 1` is `a: {b: 1}`. */
function parseValue(cursor: Cursor): Expression {
  const { at, token } = cursor;
  if (token.kind === 'identifier' && cursor.is('=', 1)) {
    throw cursor.fault('an alias of a value is not evaluated: use let');
  }
  const nested = cursor.deeper(() => parseField(cursor));
  return nested === undefined
    ? parseExpression(cursor)
    : { kind: 'struct', declarations: [nested], at };
}
