// SPDX-License-Identifier: Apache-2.0
import { Refusal } from './fault.ts';
import { readNumber } from './language/read-number.ts';
import { type Declaration, type Expression, regular } from './language/syntax.ts';
import { limits } from './limits.ts';

const at = { line: 0, column: 0 };

/**
 * A JSON document as an expression of CUE. Numbers are what they are when the document is written again,
 * as upstream writes it: 1.0 is 1, an int.
 * @throws Refusal for one that nests too deep
 */
export function documentOf(value: unknown, depth = 0): Expression {
  if (depth > limits.depth)
    throw new Refusal(`the document nests deeper than ${limits.depth} levels`);
  if (value === null || value === undefined)
    return { kind: 'literal', value: { kind: 'null' }, at };
  if (typeof value === 'boolean') return { kind: 'literal', value: { kind: 'bool', value }, at };
  if (typeof value === 'string') {
    return { kind: 'literal', value: { kind: 'string', value: wellFormed(value) }, at };
  }
  if (typeof value === 'number') {
    const number = Number.isFinite(value) ? readNumber(String(value)) : undefined;
    if (number === undefined) throw new Refusal('a number that JSON does not have');
    return { kind: 'literal', value: number, at };
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => documentOf(item, depth + 1));
    return { kind: 'list', items, rest: undefined, open: false, at };
  }
  if (typeof value !== 'object') throw new Refusal('a value that JSON does not have');
  const declarations = Object.entries(value).flatMap(([name, below]): Declaration[] => {
    if (below === undefined) return [];
    const label = regular(wellFormed(name));
    const held = documentOf(below, depth + 1);
    return [
      {
        kind: 'field',
        label,
        identifier: undefined,
        alias: undefined,
        presence: 'regular',
        value: held,
        at,
      },
    ];
  });
  return { kind: 'struct', declarations, at };
}

/** Half a character becomes what Go makes of it. */
const wellFormed = (text: string): string => text.replace(/\p{Cs}/gu, '\ufffd');
