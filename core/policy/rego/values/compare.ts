// SPDX-License-Identifier: Apache-2.0
import { isArray, isNumber, SetValue, typeName, type Value } from './value.ts';

const order = ['null', 'boolean', 'number', 'string', 'array', 'object', 'set'];

/** The order of all values: by type, then by content. Zero exactly where they are equal. */
export function compare(one: Value, other: Value): number {
  if (one === other) return 0;
  const types = order.indexOf(typeName(one)) - order.indexOf(typeName(other));
  if (types !== 0) return types;
  if (typeof one === 'string' && typeof other === 'string') return compareTexts(one, other);
  if (isNumber(one) && isNumber(other)) return one < other ? -1 : one > other ? 1 : 0;
  if (typeof one === 'boolean') return one ? 1 : -1;
  return compareAll(partsOf(one), partsOf(other));
}

/** Keys and values of an object in turn, in the order of the keys. */
function partsOf(value: Value): readonly Value[] {
  if (value === null || typeof value !== 'object') return [];
  if (isArray(value)) return value;
  return value instanceof SetValue ? value.items() : value.entries().flat();
}

function compareAll(some: readonly Value[], others: readonly Value[]): number {
  for (const [index, each] of some.entries()) {
    const other = others[index];
    if (other === undefined) return 1;
    const found = compare(each, other);
    if (found !== 0) return found;
  }
  return some.length - others.length;
}

/** By code points, as the bytes of UTF-8 are ordered. */
export function compareTexts(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at += 1) {
    if (one.charCodeAt(at) === other.charCodeAt(at)) continue;
    const start = at > 0 && isHigh(one.charCodeAt(at - 1)) ? at - 1 : at;
    return (one.codePointAt(start) ?? 0) - (other.codePointAt(start) ?? 0);
  }
  return one.length - other.length;
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
