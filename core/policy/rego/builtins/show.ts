// SPDX-License-Identifier: Apache-2.0
import { numberText } from '../values/numbers.ts';
import { isArray, isNumber, SetValue, type Value } from '../values/value.ts';

/** The value as Rego writes it: `{"a": [1, 2]}`, `set()`. */
export function show(value: Value): string {
  if (typeof value === 'string') return quote(value);
  if (isNumber(value)) return numberText(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (isArray(value)) return `[${value.map(show).join(', ')}]`;
  if (value instanceof SetValue)
    return value.size === 0 ? 'set()' : `{${value.items().map(show).join(', ')}}`;
  return `{${value
    .entries()
    .map(([key, each]) => `${show(key)}: ${show(each)}`)
    .join(', ')}}`;
}

/** As Go quotes a text: what cannot be printed is escaped. */
export const quote = (value: string): string =>
  `"${Array.from(value.toWellFormed(), escaped).join('')}"`;

const short: Record<string, string> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v',
};

function escaped(each: string): string {
  const known = short[each];
  if (known !== undefined) return known;
  if (each === ' ' || !/[\p{C}\p{Z}]/u.test(each)) return each;
  const code = each.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code < 0x80) return `\\x${hex.padStart(2, '0')}`;
  return code > 0xffff ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
}
