// SPDX-License-Identifier: Apache-2.0
import { Refusal } from '../fault.ts';
import { limits } from '../limits.ts';
import type { Decimal } from './decimal.ts';

/**
 * The quotient where it can be written in as many digits as CUE keeps; what CUE would round is not evaluated.
 * @throws Refusal
 */
export function divide(a: Decimal, b: Decimal): Decimal {
  if (b.coefficient === 0n) throw new Refusal('dividing by zero is not evaluated');
  const scaled = a.coefficient * 10n ** BigInt(limits.digits);
  const quotient = scaled / b.coefficient;
  const digits = `${quotient}`.replace('-', '').replace(/0+$/, '').length;
  if (scaled % b.coefficient !== 0n || digits > limits.digits) {
    throw new Refusal('a quotient that has to be rounded is not evaluated');
  }
  return { coefficient: quotient, exponent: a.exponent - b.exponent - limits.digits };
}
