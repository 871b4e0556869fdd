// SPDX-License-Identifier: Apache-2.0
import { type Decimal, integerOf, negated } from '../values/decimal.ts';
import { numbers } from '../values/kinds.ts';
import { int, isNumber } from '../values/scalar.ts';
import { type Builtin, fault } from './known.ts';

/** Of package "math". */
export const maths: Record<string, Builtin> = {
  'math.Floor': rounded((value) => floor(value)),
  'math.Ceil': rounded((value) => -floor(negated(value))),
};

function floor(value: Decimal): bigint {
  const whole = integerOf(value);
  if (whole !== undefined) return whole;
  const quotient = value.coefficient / 10n ** BigInt(-value.exponent);
  return value.coefficient < 0n ? quotient - 1n : quotient;
}

function rounded(round: (value: Decimal) => bigint): Builtin {
  return {
    parameters: 1,
    takes: [numbers],
    validates: 0,
    run: ([of]) =>
      of !== undefined && of.kind !== 'list' && of.kind !== 'struct' && isNumber(of)
        ? int(round(of.value))
        : fault('wants a number'),
  };
}
