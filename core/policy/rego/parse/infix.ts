// SPDX-License-Identifier: Apache-2.0
import type { Cursor } from './cursor.ts';
import type { Term } from './syntax.ts';
import { term } from './term.ts';

/** The operators from the weakest to the strongest, and what each calls. */
const levels: readonly ReadonlyMap<string, string>[] = [
  new Map([
    ['==', 'equal'],
    ['!=', 'neq'],
    ['<', 'lt'],
    ['<=', 'lte'],
    ['>', 'gt'],
    ['>=', 'gte'],
  ]),
  new Map([['|', 'or']]),
  new Map([['&', 'and']]),
  new Map([
    ['+', 'plus'],
    ['-', 'minus'],
  ]),
  new Map([
    ['*', 'mul'],
    ['/', 'div'],
    ['%', 'rem'],
  ]),
];

export const member = 'internal.member_2';
export const memberWithKey = 'internal.member_3';

/**
 * A term with its operators, `in` among them; `key, value in domain` only where a comma separates
 * nothing else. `first` has been read already.
 */
export function infix(cursor: Cursor, commas: boolean, first?: Term): Term {
  return cursor.nested(() => {
    let left = relation(cursor, 0, first);
    if (commas && cursor.is(',')) {
      const given = left;
      left =
        cursor.attempt(() => {
          cursor.step();
          const value = relation(cursor, 0);
          if (!cursor.take('in')) return undefined;
          const args = [given, value, relation(cursor, 0)];
          return { kind: 'call', name: memberWithKey, args, at: given.at } satisfies Term;
        }) ?? given;
    }
    while (cursor.is('in')) {
      cursor.step();
      left = { kind: 'call', name: member, args: [left, relation(cursor, 0)], at: left.at };
    }
    return left;
  });
}

function relation(cursor: Cursor, level: number, first?: Term): Term {
  const operators = levels[level];
  if (operators === undefined) return first ?? term(cursor);
  let left = relation(cursor, level + 1, first);
  while (cursor.token.kind === 'mark') {
    const name = operators.get(cursor.token.text);
    if (name === undefined) break;
    cursor.step();
    left = { kind: 'call', name, args: [left, relation(cursor, level + 1)], at: left.at };
  }
  return left;
}
