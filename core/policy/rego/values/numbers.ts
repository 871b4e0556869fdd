// SPDX-License-Identifier: Apache-2.0
import { EvaluationFault, NoAnswer } from '../faults.ts';
import { limits } from '../limits.ts';

export type Numeric = number | bigint;

/** The number as it is kept: an integer that a double does not hold exactly is a bigint, and no other. */
export function numeric(value: Numeric): Numeric {
  if (typeof value === 'bigint') {
    const small = value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER;
    if (small) return Number(value);
    if (value >= largest || value <= -largest) throw new EvaluationFault('a number is too large');
    return value;
  }
  if (!Number.isFinite(value)) throw new NoAnswer('a number is too large');
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return BigInt(value);
  return value === 0 ? 0 : value;
}

const largest = 1n << BigInt(limits.bits);

/** The number that the text writes as JSON does; exact for an integer without an exponent. */
export function readNumber(text: string): Numeric {
  if (/^-?\d+$/.test(text)) {
    if (text.length > limits.bits / 3) throw new EvaluationFault('a number is too large');
    return numeric(BigInt(text));
  }
  return numeric(Number(text));
}

export const isInteger = (value: Numeric): boolean =>
  typeof value === 'bigint' || Number.isInteger(value);

/** As Go writes it: no exponent below 1e21. */
export const numberText = (value: Numeric): string => String(value);

type Operation = '+' | '-' | '*' | '/' | '%';

/** @throws NoAnswer for a division by zero, and for the rest of what is no integer */
export function calculate(operation: Operation, one: Numeric, other: Numeric): Numeric {
  if (operation === '/' || operation === '%') {
    if (Number(other) === 0) throw new NoAnswer('divide by zero');
    if (operation === '%') {
      if (!isInteger(one) || !isInteger(other))
        throw new NoAnswer('modulo on floating-point number');
      return numeric(BigInt(one) % BigInt(other));
    }
    if (isInteger(one) && isInteger(other) && BigInt(one) % BigInt(other) === 0n)
      return numeric(BigInt(one) / BigInt(other));
    return numeric(Number(one) / Number(other));
  }
  if (isInteger(one) && isInteger(other)) return exactly(operation, one, other);
  const [left, right] = [Number(one), Number(other)];
  if (operation === '*') return numeric(left * right);
  return numeric(operation === '+' ? left + right : left - right);
}

function exactly(operation: '+' | '-' | '*', one: Numeric, other: Numeric): Numeric {
  const quick =
    operation === '*'
      ? Number(one) * Number(other)
      : operation === '+'
        ? Number(one) + Number(other)
        : Number(one) - Number(other);
  if (Number.isSafeInteger(quick) && typeof one === 'number' && typeof other === 'number')
    return numeric(quick);
  const [left, right] = [BigInt(one), BigInt(other)];
  if (operation === '*') return numeric(left * right);
  return numeric(operation === '+' ? left + right : left - right);
}
