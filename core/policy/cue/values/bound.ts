// SPDX-License-Identifier: Apache-2.0
import { compileExpression, type Expression } from '../../expression.ts';
import { anyKind, kinds, numbers } from './kinds.ts';
import { isNumber, kindOf, ordered, type Scalar, shown } from './scalar.ts';

/** `>x`, `!=x`, `=~x`: what a value has to be next to another. */
export interface Bound {
  sign: string;
  by: Scalar;
  expression?: Expression;
}

/**
 * Nothing when the value cannot bound.
 * @throws Error for an expression that is not RE2's
 */
export function boundOf(sign: string, by: Scalar): Bound | undefined {
  if (sign === '=~' || sign === '!~') {
    if (by.kind !== 'string') return undefined;
    return { sign, by, expression: compileExpression(by.value) };
  }
  if (by.kind === 'bool' || (by.kind === 'null' && sign !== '!=')) return undefined;
  return { sign, by };
}

/** What the bounded value can be. */
export function kindsOfBound({ sign, by }: Bound): number {
  if (isNumber(by)) return numbers;
  if (sign === '!=' && by.kind === 'null') return anyKind & ~kinds.null;
  if (sign === '=~' || sign === '!~') return kinds.string;
  return kindOf(by);
}

/** Whether a value of these kinds is within the bound. */
export function within({ sign, by, expression }: Bound, value: Scalar): boolean {
  if (expression !== undefined) {
    if (value.kind !== 'string') return false;
    return expression.finds(value.value) === (sign === '=~');
  }
  if (sign === '!=' && by.kind === 'null') return value.kind !== 'null';
  const order = ordered(value, by);
  return order !== undefined && holds(sign, order);
}

/** What a sign of comparison says about an order. */
export function holds(sign: string, order: number): boolean {
  if (sign === '==') return order === 0;
  if (sign === '!=') return order !== 0;
  if (sign === '<') return order < 0;
  if (sign === '<=') return order <= 0;
  return sign === '>' ? order > 0 : order >= 0;
}

export const shownBound = ({ sign, by }: Bound): string => `${sign}${shown(by)}`;
