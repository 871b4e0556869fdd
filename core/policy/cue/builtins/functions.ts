// SPDX-License-Identifier: Apache-2.0
import { integerOf } from '../values/decimal.ts';
import { kinds } from '../values/kinds.ts';
import { int } from '../values/scalar.ts';
import { type Builtin, fault, type Known } from './known.ts';

/** Functions that need no import; `len`, `close`, `and` and `or` take more than values and are not among them. */
export const functions: Record<string, Builtin> = {
  div: ofIntegers((a, b) => (a - modulo(a, b)) / b),
  mod: ofIntegers(modulo),
  quo: ofIntegers((a, b) => a / b),
  rem: ofIntegers((a, b) => a % b),
};

/** Euclid's: never negative. */
function modulo(a: bigint, b: bigint): bigint {
  const rest = a % b;
  return rest < 0n ? rest + (b < 0n ? -b : b) : rest;
}

function ofIntegers(compute: (a: bigint, b: bigint) => bigint): Builtin {
  return {
    parameters: 2,
    takes: [kinds.int, kinds.int],
    validates: 0,
    run: ([left, right]) => {
      const [a, b] = [whole(left), whole(right)];
      if (a === undefined || b === undefined) return fault('wants two ints');
      return b === 0n ? fault('division by zero') : int(compute(a, b));
    },
  };
}

const whole = (value: Known | undefined): bigint | undefined =>
  value?.kind === 'int' ? integerOf(value.value) : undefined;
