// SPDX-License-Identifier: Apache-2.0
import { isArray, SetValue, type Value } from './value.ts';

/** How many characters of a text count as one step. */
const perStep = 64;

/** Counts what it costs to go through a value: a step for it and for each in it, and for some of a text. */
export function weigh(value: Value, spend: (steps: number) => void): void {
  spend(typeof value === 'string' ? 1 + Math.floor(value.length / perStep) : 1);
  if (value === null || typeof value !== 'object') return;
  const inside = isArray(value)
    ? value
    : value instanceof SetValue
      ? value.items()
      : value.entries().flat();
  for (const each of inside) weigh(each, spend);
}
