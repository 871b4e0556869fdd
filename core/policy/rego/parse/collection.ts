// SPDX-License-Identifier: Apache-2.0
import type { Place } from '../faults.ts';
import { bodyUntil } from './body.ts';
import type { Cursor } from './cursor.ts';
import { infix } from './infix.ts';
import type { Term } from './syntax.ts';
import { term, termsUntil } from './term.ts';

/** `[a, b]`, or `[a | body]`: a comprehension wherever it can be one. */
export function arrayTerm(cursor: Cursor): Term {
  const { at } = cursor.expect('[');
  if (cursor.take(']')) return { kind: 'array', items: [], at };
  const begun = cursor.save();
  const value = term(cursor);
  if (cursor.is('|')) {
    const body = comprehended(cursor, ']');
    if (body !== undefined) return { kind: 'comprehension', makes: 'array', value, body, at };
    cursor.restore(begun);
    return { kind: 'array', items: termsUntil(cursor, ']'), at };
  }
  return { kind: 'array', items: listed(cursor, infix(cursor, false, value), ']'), at };
}

/** A set, an object, or a comprehension of either. */
export function braceTerm(cursor: Cursor): Term {
  const { at } = cursor.expect('{');
  if (cursor.take('}')) return { kind: 'object', pairs: [], at };
  const begun = cursor.save();
  const value = term(cursor);
  if (cursor.is('|')) {
    const body = comprehended(cursor, '}');
    if (body !== undefined) return { kind: 'comprehension', makes: 'set', value, body, at };
    cursor.restore(begun);
  }
  const first = infix(cursor, false, cursor.is('|') ? undefined : resumed(cursor, begun, value));
  if (cursor.take(':')) return objectTerm(cursor, first, at);
  return { kind: 'set', items: listed(cursor, first, '}'), at };
}

/** What has been read already, unless the cursor went back to where it begins. */
const resumed = (cursor: Cursor, begun: number, value: Term): Term | undefined =>
  cursor.save() === begun ? undefined : value;

function objectTerm(cursor: Cursor, key: Term, at: Place): Term {
  const begun = cursor.save();
  const value = term(cursor);
  if (cursor.is('|')) {
    const body = comprehended(cursor, '}');
    if (body !== undefined) return { kind: 'comprehension', makes: 'object', key, value, body, at };
    cursor.restore(begun);
  }
  const pairs: [Term, Term][] = [[key, infix(cursor, false, resumed(cursor, begun, value))]];
  while (!cursor.take('}')) {
    cursor.expect(',');
    if (cursor.take('}')) break;
    const next = infix(cursor, false);
    cursor.expect(':');
    pairs.push([next, infix(cursor, false)]);
  }
  return { kind: 'object', pairs, at };
}

/** The body behind the bar; nothing if a comma shows that the bar was an operator. */
function comprehended(cursor: Cursor, end: string) {
  cursor.expect('|');
  const begun = cursor.save();
  const body = cursor.attempt(() => bodyUntil(cursor, end));
  if (body !== undefined) return body;
  const operator = cursor.attempt(() => {
    infix(cursor, false);
    return cursor.is(',') || undefined;
  });
  if (operator) return undefined;
  cursor.restore(begun);
  return bodyUntil(cursor, end);
}

function listed(cursor: Cursor, first: Term, end: string): Term[] {
  if (!cursor.is(end)) cursor.expect(',');
  return termsUntil(cursor, end, [first]);
}
