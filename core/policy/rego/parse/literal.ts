// SPDX-License-Identifier: Apache-2.0
import { bodyUntil } from './body.ts';
import type { Cursor } from './cursor.ts';
import { infix, member, memberWithKey } from './infix.ts';
import type { Expression, Literal, Term, With } from './syntax.ts';
import { term } from './term.ts';

/** One condition: `not`, `some`, `every`, an assignment, a comparison, a term; with what it is asked with. */
export function literal(cursor: Cursor): Literal {
  const { at } = cursor;
  const negated = cursor.take('not');
  if (negated && (cursor.is('some') || cursor.is('every')))
    cursor.fail('nothing of the kind can be negated');
  const what = cursor.is('some')
    ? some(cursor)
    : cursor.is('every')
      ? every(cursor)
      : plain(cursor);
  const withs: With[] = [];
  while (cursor.is('with')) withs.push(withOf(cursor));
  return { at, negated, what, withs };
}

function plain(cursor: Cursor): Expression {
  const left = infix(cursor, true);
  if (cursor.take(':=')) return { kind: 'assign', left, right: infix(cursor, true) };
  if (cursor.take('=')) return { kind: 'unify', left, right: infix(cursor, true) };
  return { kind: 'term', term: left };
}

function some(cursor: Cursor): Expression {
  cursor.expect('some');
  const iterated = cursor.attempt(() => iteration(infix(cursor, true)));
  if (iterated !== undefined) return { kind: 'some in', ...iterated };
  const names = [cursor.name().text];
  while (cursor.take(',')) names.push(cursor.name().text);
  return { kind: 'some', names };
}

function iteration(read: Term): { key?: Term; value: Term; domain: Term } | undefined {
  if (read.kind !== 'call') return undefined;
  const [one, two, three] = read.args;
  if (read.name === member && one !== undefined && two !== undefined)
    return { value: one, domain: two };
  if (read.name !== memberWithKey || one === undefined || two === undefined) return undefined;
  return three === undefined ? undefined : { key: one, value: two, domain: three };
}

function every(cursor: Cursor): Expression {
  cursor.expect('every');
  const found = iteration(infix(cursor, true));
  const names =
    found && [found.key, found.value].map((each) => (each?.kind === 'var' ? each.name : ''));
  const [key = '', value = ''] = names ?? [];
  if (found === undefined || value === '' || (found.key !== undefined && key === ''))
    return cursor.fail('expected `every x in xs { … }`');
  cursor.expect('{');
  const body = bodyUntil(cursor, '}');
  return { kind: 'every', ...(key === '' ? {} : { key }), value, domain: found.domain, body };
}

function withOf(cursor: Cursor): With {
  const { at } = cursor.expect('with');
  const found = term(cursor);
  const [head, path] = found.kind === 'ref' ? [found.head, found.path] : [found, []];
  const names = path.map((each) => (each.kind === 'scalar' ? each.value : undefined));
  const texts = names.filter((each) => typeof each === 'string');
  if (head.kind !== 'var' || head.name !== 'input' || texts.length < names.length)
    cursor.fail('`with` replaces input, and what lies in it, alone');
  cursor.expect('as');
  return { at, target: ['input', ...texts], value: infix(cursor, true) };
}
