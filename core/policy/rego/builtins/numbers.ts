// SPDX-License-Identifier: Apache-2.0
import { EvaluationFault, NoAnswer } from '../faults.ts';
import { limits } from '../limits.ts';
import { isInteger, type Numeric, numeric } from '../values/numbers.ts';
import type { Value } from '../values/value.ts';
import { type Builtin, builtin, numeral, type Taker } from './builtin.ts';

const rounded = (how: (value: number) => number): Builtin =>
  builtin([numeral], ([value]) => (isInteger(value) ? value : numeric(how(Number(value)))));

const integer: Taker<bigint> = {
  types: ['number'],
  take: (value: Value) => {
    const number = numeral.take(value);
    if (isInteger(number)) return BigInt(number);
    throw new NoAnswer('a number is no integer');
  },
};

function range(from: bigint, to: bigint, step: bigint): Numeric[] {
  if (step <= 0n) throw new NoAnswer('step must be a positive integer');
  const far = from < to ? to - from : from - to;
  if (far / step > BigInt(limits.size / 4)) throw new EvaluationFault('a range is too long');
  const sign = from < to ? 1n : -1n;
  const made: Numeric[] = [];
  for (let gone = 0n; gone <= far; gone += step) made.push(numeric(from + sign * gone));
  return made;
}

const bits = (how: (one: bigint, other: bigint) => bigint): Builtin =>
  builtin([integer, integer], ([one, other]) => numeric(how(one, other)));

function shift(value: bigint, by: bigint): bigint {
  if (by < 0n) throw new NoAnswer('it shifts by less than nothing');
  if (by > BigInt(limits.bits)) throw new EvaluationFault('a number is too large');
  return value << by;
}

/** Functions over numbers. */
export const numbers: Record<string, Builtin> = {
  abs: builtin([numeral], ([value]) => numeric(value < 0 ? -value : value)),
  ceil: rounded(Math.ceil),
  floor: rounded(Math.floor),
  round: rounded((value) => Math.sign(value) * Math.round(Math.abs(value))),
  'numbers.range': builtin([integer, integer], ([from, to]) => range(from, to, 1n)),
  'numbers.range_step': builtin([integer, integer, integer], ([from, to, step]) =>
    range(from, to, step),
  ),
  'bits.and': bits((one, other) => one & other),
  'bits.or': bits((one, other) => one | other),
  'bits.xor': bits((one, other) => one ^ other),
  'bits.lsh': bits(shift),
  'bits.rsh': bits((value, by) => {
    if (by < 0n) throw new NoAnswer('it shifts by less than nothing');
    return value >> by;
  }),
  'bits.negate': builtin([integer], ([value]) => numeric(~value)),
};
