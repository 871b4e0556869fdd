// SPDX-License-Identifier: Apache-2.0
import { type Decimal, decimalOf, integerOf, multiply, whole } from '../values/decimal.ts';
import type { Scalar } from '../values/scalar.ts';

/**
 * The number that a literal stands for, or nothing where a multiplier leaves a fraction.
 * @throws Refusal for an exponent beyond what is reckoned with
 */
export function readNumber(literal: string): Scalar | undefined {
  const text = literal.replaceAll('_', '');
  if (/^0[xbo]/.test(text)) return { kind: 'int', value: whole(BigInt(text)) };
  const multiplier = /[KMGTP]i?$/.exec(text)?.[0];
  if (multiplier === undefined) {
    const value = decimalOf(text);
    return { kind: /[.eE]/.test(text) ? 'float' : 'int', value };
  }
  const value = integerOf(multiply(decimalOf(text.slice(0, -multiplier.length)), unit(multiplier)));
  return value === undefined ? undefined : { kind: 'int', value: whole(value) };
}

function unit(multiplier: string): Decimal {
  const power = BigInt('KMGTP'.indexOf(multiplier.charAt(0)) + 1);
  return whole((multiplier.endsWith('i') ? 1024n : 1000n) ** power);
}
