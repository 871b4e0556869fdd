// SPDX-License-Identifier: Apache-2.0
import { Refusal } from '../fault.ts';
import { limits } from '../limits.ts';

/** `coefficient × 10^exponent`, exact. */
export interface Decimal {
  coefficient: bigint;
  exponent: number;
}

/** The largest exponent that is reckoned with, so that no number fills the memory. */
const largestExponent = 400;

/** Whole numbers are kept at exponent 0. */
export const whole = (value: bigint): Decimal => ({ coefficient: value, exponent: 0 });

/**
 * @param text digits with a point and an exponent, as JSON and CUE write them
 * @throws Refusal for an exponent beyond what is reckoned with
 */
export function decimalOf(text: string): Decimal {
  const [mantissa = '0', power = '0'] = text.toLowerCase().split('e');
  const [integer = '0', fraction = ''] = mantissa.split('.');
  const exponent = Number(power) - fraction.length;
  if (Math.abs(exponent) > largestExponent) throw new Refusal(`the number ${text} is too large`);
  return { coefficient: BigInt(integer + fraction), exponent };
}

/** Both at the same exponent. */
function aligned(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const exponent = Math.min(a.exponent, b.exponent);
  return [scaled(a, exponent), scaled(b, exponent), exponent];
}

const scaled = ({ coefficient, exponent }: Decimal, to: number): bigint =>
  coefficient * 10n ** BigInt(exponent - to);

/** Negative, zero or positive, as a is less, equal or greater. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const [left, right] = aligned(a, b);
  return left < right ? -1 : left > right ? 1 : 0;
}

export function add(a: Decimal, b: Decimal): Decimal {
  const [left, right, exponent] = aligned(a, b);
  return exact({ coefficient: left + right, exponent });
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return exact({ coefficient: a.coefficient * b.coefficient, exponent: a.exponent + b.exponent });
}

export const negated = ({ coefficient, exponent }: Decimal): Decimal => ({
  coefficient: -coefficient,
  exponent,
});

/** The integer that the number is, or nothing. */
export function integerOf(value: Decimal): bigint | undefined {
  if (value.exponent >= 0) return scaled(value, 0);
  const unit = 10n ** BigInt(-value.exponent);
  return value.coefficient % unit === 0n ? value.coefficient / unit : undefined;
}

/** CUE rounds to 34 digits; a result that it would round is not evaluated. */
function exact(value: Decimal): Decimal {
  const digits = `${value.coefficient}`.replace('-', '').replace(/0+$/, '').length;
  if (digits > limits.digits || Math.abs(value.exponent) > largestExponent) {
    throw new Refusal(`a number of more than ${limits.digits} digits is not computed`);
  }
  return value;
}

/** As a person would write it. */
export function shownDecimal({ coefficient, exponent }: Decimal): string {
  if (exponent >= 0) return `${coefficient}${exponent > 0 ? `e+${exponent}` : ''}`;
  const sign = coefficient < 0n ? '-' : '';
  const digits = `${coefficient < 0n ? -coefficient : coefficient}`.padStart(1 - exponent, '0');
  return `${sign}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
}
