// SPDX-License-Identifier: Apache-2.0
import { CompileFault, type Place } from '../faults.ts';
import { bodyUntil } from './body.ts';
import type { Cursor } from './cursor.ts';
import { infix } from './infix.ts';
import { literal } from './literal.ts';
import type { Literal, RuleSyntax, Term } from './syntax.ts';
import { referred } from './term.ts';

type Head = Pick<RuleSyntax, 'name' | 'path' | 'args' | 'key' | 'value'>;

/** A rule, and one more for each body that follows its first without a head of its own. */
export function rulesOf(cursor: Cursor): RuleSyntax[] {
  const { at } = cursor;
  const isDefault = cursor.take('default');
  const head = headOf(cursor, at);
  const made = { at, isDefault, body: [], otherwise: undefined, modern: true };
  if (isDefault) return [defaultRule({ ...made, ...head, value: head.value ?? truth(at) }, head)];
  const conditional = cursor.is('if');
  const bodied = conditional || cursor.is('{');
  const [member, ...further] = head.path;
  const bare = head.args === undefined && head.key === undefined && head.value === undefined;
  // Of v0: `p[x]` without a value is a set, whatever `x` is.
  if (bare && !conditional && member !== undefined && further.length === 0) {
    const body = cursor.take('{') ? bodyUntil(cursor, '}') : [];
    return chained(cursor, { ...made, ...head, path: [], key: member, body, modern: false });
  }
  if (bare && !bodied) cursor.fail(`expected a value or a body of rule ${head.name}`);
  const value = head.key === undefined ? (head.value ?? truth(at)) : undefined;
  const body = bodyOf(cursor);
  const rule: RuleSyntax = { ...made, ...head, value, body, modern: conditional || !bodied };
  if (!cursor.is('else')) return chained(cursor, rule);
  if (rule.key !== undefined || rule.path.some(({ kind }) => kind !== 'scalar'))
    cursor.fail('a rule with several values has no else');
  return [{ ...rule, otherwise: otherwise(cursor, rule) }];
}

const truth = (at: Place): Term => ({ kind: 'scalar', value: true, at });

function headOf(cursor: Cursor, at: Place): Head {
  const { text, at: own } = cursor.name();
  const head = refOf(referred(cursor, { kind: 'var', name: text, at: own }), cursor);
  if (cursor.take('contains')) {
    if (head.args !== undefined) throw new CompileFault('a function contains nothing', at);
    return { ...head, key: infix(cursor, true), value: undefined };
  }
  const valued = cursor.take(':=') || cursor.take('=');
  return { ...head, key: undefined, value: valued ? infix(cursor, true) : undefined };
}

function refOf(read: Term, cursor: Cursor): Pick<Head, 'name' | 'path' | 'args'> {
  if (read.kind === 'var') return { name: read.name, path: [], args: undefined };
  if (read.kind === 'ref' && read.head.kind === 'var')
    return { name: read.head.name, path: read.path, args: undefined };
  if (read.kind !== 'call') return cursor.fail('expected the head of a rule');
  const [name = '', ...rest] = read.name.split('.');
  const path = rest.map((value): Term => ({ kind: 'scalar', value, at: read.at }));
  return { name, path, args: read.args };
}

function defaultRule(rule: RuleSyntax, { key, value }: Head): RuleSyntax {
  if (value === undefined || key !== undefined)
    throw new CompileFault('expected a default value', rule.at);
  if (!isGround(value)) throw new CompileFault('a default value depends on nothing', value.at);
  return rule;
}

function isGround(term: Term): boolean {
  if (term.kind === 'scalar' || term.kind === 'comprehension') return true;
  if (term.kind === 'array' || term.kind === 'set') return term.items.every(isGround);
  return term.kind === 'object' && term.pairs.flat().every(isGround);
}

/** The body that follows, if one does: none is always true. */
function bodyOf(cursor: Cursor): Literal[] {
  if (cursor.is('if')) return condition(cursor);
  return cursor.take('{') ? bodyUntil(cursor, '}') : [];
}

/** What follows `if`: one literal, or a body in braces. */
function condition(cursor: Cursor): Literal[] {
  cursor.expect('if');
  const single = cursor.attempt(() => {
    const read = literal(cursor);
    const { token } = cursor;
    const ends = token.broken || token.kind === 'end' || cursor.is('else');
    // A set is never false, so that braces around one are those of a body.
    const braces = read.what.kind === 'term' && read.what.term.kind === 'set';
    return ends && !braces ? [read] : undefined;
  });
  if (single !== undefined) return single;
  return cursor.take('{') ? bodyUntil(cursor, '}') : [literal(cursor)];
}

/** Of v0: further bodies behind the first. */
function chained(cursor: Cursor, rule: RuleSyntax): RuleSyntax[] {
  const rules = [rule];
  while (rule.body.length > 0 && cursor.take('{'))
    rules.push({ ...rule, body: bodyUntil(cursor, '}'), modern: false });
  return rules;
}

function otherwise(cursor: Cursor, rule: RuleSyntax): RuleSyntax {
  const { at } = cursor.expect('else');
  const valued = cursor.take(':=') || cursor.take('=');
  const value = valued ? infix(cursor, true) : truth(at);
  const conditional = cursor.is('if');
  const bodied = conditional || cursor.is('{');
  if (!valued && !bodied) cursor.fail('expected a value or a body');
  const body = bodyOf(cursor);
  const made = { ...rule, at, value, body, otherwise: undefined, modern: conditional || !bodied };
  return cursor.is('else') ? { ...made, otherwise: otherwise(cursor, made) } : made;
}
