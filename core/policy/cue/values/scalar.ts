// SPDX-License-Identifier: Apache-2.0
import { compareDecimals, type Decimal, shownDecimal, whole } from './decimal.ts';
import { kinds } from './kinds.ts';

/** A concrete value that holds no other. Of bytes each unit of the text is one byte. */
export type Scalar =
  | { kind: 'null' }
  | { kind: 'bool'; value: boolean }
  | { kind: 'int' | 'float'; value: Decimal }
  | { kind: 'string' | 'bytes'; value: string };

export const text = (value: string): Scalar => ({ kind: 'string', value });
export const bool = (value: boolean): Scalar => ({ kind: 'bool', value });
export const int = (value: bigint): Scalar => ({ kind: 'int', value: whole(value) });
export const nothing: Scalar = { kind: 'null' };

export const kindOf = (value: Scalar): number => kinds[value.kind];

/** Whether both are the same value; an int and a float are never. */
export function same(a: Scalar, b: Scalar): boolean {
  return a.kind === b.kind && ordered(a, b) === 0;
}

/**
 * Negative, zero or positive where the two can be ordered (numbers with numbers, text with text), zero or
 * one for bools and null, and nothing where they cannot be compared.
 */
export function ordered(a: Scalar, b: Scalar): number | undefined {
  if (isNumber(a) && isNumber(b)) return compareDecimals(a.value, b.value);
  if (a.kind === 'string' && b.kind === 'string') return compareText(a.value, b.value);
  if (a.kind === 'bytes' && b.kind === 'bytes') return compareText(a.value, b.value);
  if (a.kind === 'bool' && b.kind === 'bool') return a.value === b.value ? 0 : 1;
  if (a.kind === 'null' && b.kind === 'null') return 0;
  return undefined;
}

export function isNumber(value: Scalar): value is Extract<Scalar, { kind: 'int' | 'float' }> {
  return value.kind === 'int' || value.kind === 'float';
}

/** By code points, as the bytes of UTF-8 are ordered; JavaScript orders by UTF-16 units. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  let index = 0;
  while (index < a.length && a.charCodeAt(index) === b.charCodeAt(index)) index++;
  if (index > 0 && isLow(a, index) && isLow(b, index)) index--;
  return (a.codePointAt(index) ?? -1) < (b.codePointAt(index) ?? -1) ? -1 : 1;
}

const isLow = (text: string, index: number): boolean =>
  (text.charCodeAt(index) & 0xfc00) === 0xdc00;

/** As CUE writes it, shortened. */
export function shown(value: Scalar): string {
  if (value.kind === 'null') return 'null';
  if (value.kind === 'bool') return String(value.value);
  if (isNumber(value)) return shownDecimal(value.value);
  const long = value.value.length > 200 ? `${value.value.slice(0, 200)}…` : value.value;
  return value.kind === 'string' ? JSON.stringify(long) : `'${long}'`;
}

/** A text that is the same for the same values only. */
export function scalarKey(value: Scalar): string {
  if (value.kind === 'null') return 'null';
  const of = isNumber(value) ? `${value.value.coefficient}e${value.value.exponent}` : value.value;
  return `${value.kind}:${of}`;
}
