// SPDX-License-Identifier: Apache-2.0
import { readNumber } from '../values/numbers.ts';
import { arrayTerm, braceTerm } from './collection.ts';
import type { Cursor } from './cursor.ts';
import { infix } from './infix.ts';
import type { Term } from './syntax.ts';

/** A term without operators, with everything that refers into it. */
export const term = (cursor: Cursor): Term => cursor.nested(() => referred(cursor, bare(cursor)));

function bare(cursor: Cursor): Term {
  const { token, at } = cursor;
  if (token.kind === 'string') {
    cursor.step();
    return { kind: 'scalar', value: token.text, at };
  }
  if (token.kind === 'number') return number(cursor, '');
  if (cursor.take('null')) return { kind: 'scalar', value: null, at };
  if (cursor.take('true')) return { kind: 'scalar', value: true, at };
  if (cursor.take('false')) return { kind: 'scalar', value: false, at };
  if (cursor.take('-')) return negative(cursor);
  if (cursor.is('[')) return arrayTerm(cursor);
  if (cursor.is('{')) return braceTerm(cursor);
  if (cursor.take('(')) {
    const inner = infix(cursor, true);
    cursor.expect(')');
    return inner;
  }
  if (cursor.isName() || cursor.is('contains')) return variable(cursor);
  return cursor.fail('expected a term');
}

function variable(cursor: Cursor): Term {
  const { text, at } = cursor.step();
  return { kind: 'var', name: text === '_' ? cursor.wildcard() : text, at };
}

function number(cursor: Cursor, sign: string): Term {
  const { text, at, kind } = cursor.step();
  if (kind !== 'number') return cursor.fail('expected a number');
  return { kind: 'scalar', value: readNumber(`${sign}${text}`), at };
}

function negative(cursor: Cursor): Term {
  const { at } = cursor;
  if (cursor.token.kind === 'number') return number(cursor, '-');
  const zero: Term = { kind: 'scalar', value: 0, at };
  if (!cursor.isName()) return cursor.fail('expected a number');
  const args = [zero, referred(cursor, variable(cursor))];
  return { kind: 'call', name: 'minus', args, at };
}

/** The term, and `.name`, `[term]` and `(arguments)` that follow it without a gap. */
export function referred(cursor: Cursor, first: Term): Term {
  let head = first;
  let path: Term[] = [];
  const whole = (): Term => (path.length === 0 ? head : { kind: 'ref', head, path, at: first.at });
  while (!cursor.token.spaced) {
    if (cursor.take('.')) {
      const { token } = cursor;
      if (token.kind !== 'name' || token.spaced)
        return cursor.fail('expected a name after the dot');
      cursor.step();
      path.push({ kind: 'scalar', value: token.text, at: token.at });
    } else if (cursor.take('[')) {
      path.push(infix(cursor, true));
      cursor.expect(']');
    } else if (cursor.is('(')) {
      const name = calledName(whole());
      if (name === undefined) break;
      cursor.step();
      head = { kind: 'call', name, args: termsUntil(cursor, ')'), at: first.at };
      if (name === 'set' && head.args.length === 0) head = { kind: 'set', items: [], at: first.at };
      path = [];
    } else break;
  }
  if (path.length > 0 && head.kind === 'scalar') cursor.fail('nothing refers into a scalar');
  return whole();
}

/** The name of a function: `a.b.c`. */
function calledName(called: Term): string | undefined {
  if (called.kind === 'var') return called.name;
  if (called.kind !== 'ref' || called.head.kind !== 'var') return undefined;
  const names = called.path.map((each) =>
    each.kind === 'scalar' && typeof each.value === 'string' ? each.value : undefined,
  );
  return names.includes(undefined) ? undefined : [called.head.name, ...names].join('.');
}

/** Terms between commas up to the mark, which is taken too; one comma more than needed may stand there. */
export function termsUntil(cursor: Cursor, end: string, found: Term[] = []): Term[] {
  while (!cursor.take(end)) {
    found.push(infix(cursor, false));
    if (!cursor.is(end)) cursor.expect(',');
  }
  return found;
}
