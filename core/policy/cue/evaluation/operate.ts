// SPDX-License-Identifier: Apache-2.0
import { Refusal } from '../fault.ts';
import type { Expression } from '../language/syntax.ts';
import { boundOf, holds, within } from '../values/bound.ts';
import { add, multiply, negated } from '../values/decimal.ts';
import { divide } from '../values/divide.ts';
import { anyKind, kinds, numbers, shownKinds } from '../values/kinds.ts';
import { bool, isNumber, kindOf, ordered, type Scalar, shown } from '../values/scalar.ts';
import { type Bottom, failed, unknown, wanted } from './bottom.ts';
import type { Environment } from './environment.ts';
import { comparesExistence, existence } from './existence.ts';
import { bounded } from './interpolate.ts';
import { type Operand, operand } from './operand.ts';
import type { Run } from './run.ts';

type Binary = Extract<Expression, { kind: 'binary' }>;

/** `a + b`, `a == b`, `a && b`: both sides are always evaluated. @throws Refusal */
export function operate(run: Run, expression: Binary, environment: Environment): Scalar | Bottom {
  if (comparesExistence(expression)) return existence(run, expression, environment);
  const { sign } = expression;
  const left = operand(run, expression.left, environment);
  const right = operand(run, expression.right, environment);
  if (left.kind === 'bottom' || right.kind === 'bottom') return missing(sign, left, right);
  if (left.kind === 'vertex' || right.kind === 'vertex') {
    if (sign === '==' || sign === '!=') {
      const other = left.kind === 'vertex' ? right : left;
      if (other.kind === 'null') return bool(sign === '!=');
      throw new Refusal('comparing lists or structs is not evaluated');
    }
    return failed(`invalid operands to '${sign}' (list or struct)`);
  }
  const made = computed(sign, left, right);
  return made ?? failed(`invalid operands ${shown(left)} and ${shown(right)} to '${sign}'`);
}

/** An operand is missing: an error where no value of it would do. */
function missing(sign: string, left: Operand, right: Operand): Bottom {
  for (const side of [left, right]) if (side.kind === 'bottom' && !side.incomplete) return side;
  const [a, b] = [kindsOfOperand(left), kindsOfOperand(right)];
  const fits = pairs(sign).some(([one, other]) => (a & one) !== 0 && (b & other) !== 0);
  if (!fits) return failed(`invalid operands to '${sign}' (${shownKinds(a)} and ${shownKinds(b)})`);
  return unknown(
    left.kind === 'bottom' ? left.message : right.kind === 'bottom' ? right.message : '',
  );
}

function kindsOfOperand(value: Operand): number {
  if (value.kind === 'bottom') return value.kinds ?? anyKind;
  if (value.kind === 'vertex') return value.vertex.kinds;
  return kindOf(value);
}

/** Of what kinds the two sides of a sign can be. */
function pairs(sign: string): [number, number][] {
  const alike: [number, number][] = [
    [numbers, numbers],
    [kinds.string, kinds.string],
    [kinds.bytes, kinds.bytes],
  ];
  if (sign === '&&' || sign === '||') return [[kinds.bool, kinds.bool]];
  if (sign === '=~' || sign === '!~') return [[kinds.string, kinds.string]];
  if (sign === '==' || sign === '!=') {
    return [...alike, [kinds.bool, kinds.bool], [kinds.null, anyKind], [anyKind, kinds.null]];
  }
  return ['-', '*', '/'].includes(sign) ? [[numbers, numbers]] : alike;
}

/** Nothing where the two do not go with the sign. */
function computed(sign: string, left: Scalar, right: Scalar): Scalar | Bottom | undefined {
  if (sign === '&&' || sign === '||') {
    if (left.kind !== 'bool' || right.kind !== 'bool') return undefined;
    return bool(sign === '&&' ? left.value && right.value : left.value || right.value);
  }
  if (sign === '=~' || sign === '!~') return matched(sign, left, right);
  if (sign === '==' || sign === '!=') {
    if (left.kind === 'null' || right.kind === 'null') {
      return bool((left.kind === right.kind) === (sign === '=='));
    }
    const order = ordered(left, right);
    return order === undefined ? undefined : bool(holds(sign, order));
  }
  if (['<', '<=', '>', '>='].includes(sign)) {
    const order = left.kind === 'bool' || left.kind === 'null' ? undefined : ordered(left, right);
    return order === undefined ? undefined : bool(holds(sign, order));
  }
  if (isNumber(left) && isNumber(right)) {
    if (sign === '/') return { kind: 'float', value: divide(left.value, right.value) };
    const kind = left.kind === 'int' && right.kind === 'int' ? 'int' : 'float';
    if (sign === '*') return { kind, value: multiply(left.value, right.value) };
    const other = sign === '-' ? negated(right.value) : right.value;
    return { kind, value: add(left.value, other) };
  }
  if (sign === '*') throw new Refusal('a text or a list times a number is not evaluated');
  if (
    sign === '+' &&
    left.kind === right.kind &&
    (left.kind === 'string' || left.kind === 'bytes')
  ) {
    const added = right.kind === left.kind ? right.value : '';
    return { kind: left.kind, value: bounded(left.value + added) };
  }
  return undefined;
}

function matched(sign: string, left: Scalar, right: Scalar): Scalar | Bottom | undefined {
  if (left.kind !== 'string' || right.kind !== 'string') return undefined;
  try {
    const bound = boundOf(sign, right);
    return bound && bool(within(bound, left));
  } catch (error) {
    return failed(error instanceof Error ? error.message : 'error parsing regexp');
  }
}

/** `-a`, `!a`; a bound is no value that can be computed with. @throws Refusal */
export function operateAlone(
  run: Run,
  { sign, of }: Extract<Expression, { kind: 'unary' }>,
  environment: Environment,
): Scalar | Bottom {
  if (!['+', '-', '!'].includes(sign)) throw new Refusal('computing with a bound is not evaluated');
  const value = operand(run, of, environment);
  if (value.kind === 'bottom')
    return wanted(value, sign === '!' ? kinds.bool : numbers, 'another kind');
  if (sign === '!' && value.kind === 'bool') return bool(!value.value);
  if (sign !== '!' && (value.kind === 'int' || value.kind === 'float')) {
    return sign === '-' ? { kind: value.kind, value: negated(value.value) } : value;
  }
  return failed(
    `invalid operation ${sign} on ${value.kind === 'vertex' ? 'a list or struct' : value.kind}`,
  );
}
