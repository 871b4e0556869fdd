// SPDX-License-Identifier: Apache-2.0
import { NoAnswer } from '../faults.ts';
import type { Numeric } from '../values/numbers.ts';
import { isInteger } from '../values/numbers.ts';
import {
  isArray,
  isNumber,
  ObjectValue,
  SetValue,
  type TypeName,
  typeName,
  type Value,
} from '../values/value.ts';

/** What a built-in function may ask of the evaluation that calls it. */
export interface Asking {
  now: Date;
  /** Counts steps. @throws EvaluationFault where they are too many */
  spend: (steps: number) => void;
}

/** A built-in function. */
export interface Builtin {
  args: readonly Taker<unknown>[];
  /** @throws NoAnswer for what it has no answer to: the call is then undefined */
  run: (args: readonly Value[], asking: Asking) => Value;
  /** Whether what it gives is a list of answers, each one an answer. */
  many?: true;
}

/** What an argument may be. */
export interface Taker<T> {
  types: readonly TypeName[] | 'any';
  take: (value: Value) => T;
}

/** A function of arguments of these types. */
export const builtin = <A extends readonly Taker<unknown>[]>(
  args: readonly [...A],
  run: (given: Taken<A>, asking: Asking) => Value,
): Builtin => ({
  args,
  run: (values, asking) => run(taken(args, values), asking),
});

type Taken<A extends readonly Taker<unknown>[]> = {
  [K in keyof A]: A[K] extends Taker<infer T> ? T : never;
};

function taken<A extends readonly Taker<unknown>[]>(
  args: readonly [...A],
  values: readonly Value[],
) {
  const found = args.map((each, index) => each.take(values[index] ?? null));
  return found as Taken<A>;
}

export const accepts = ({ types }: Taker<unknown>, type: TypeName): boolean =>
  types === 'any' || types.includes(type);

/** Counts what a text or a collection of this size costs to go through. */
export const perSize = (size: number): number => 1 + Math.floor(size / 16);

function taker<T extends Value>(
  types: readonly TypeName[],
  is: (value: Value) => value is T,
): Taker<T> {
  return {
    types,
    take: (value) => {
      if (is(value)) return value;
      throw new NoAnswer(`${typeName(value)} is not ${types.join(' or ')}`);
    },
  };
}

export const any: Taker<Value> = { types: 'any', take: (value) => value };
/** What is declared to be a text, and is looked at whatever it is. */
export const perhapsText: Taker<Value> = { types: ['string'], take: (value) => value };
export const text = taker(['string'], (value) => typeof value === 'string');
export const numeral = taker<Numeric>(['number'], isNumber);
export const truth = taker(['boolean'], (value) => typeof value === 'boolean');
export const array = taker(['array'], isArray);
export const set = taker(['set'], (value) => value instanceof SetValue);
export const object = taker(['object'], (value) => value instanceof ObjectValue);
export const collection = taker(
  ['array', 'object', 'set'],
  (value) => isArray(value) || value instanceof ObjectValue || value instanceof SetValue,
);
export const list = taker(['array', 'set'], (value) => isArray(value) || value instanceof SetValue);
/** A number that counts something. */
export const whole: Taker<number> = {
  types: ['number'],
  take: (value) => {
    const number = numeral.take(value);
    if (isInteger(number)) return Number(number);
    throw new NoAnswer('a number is no integer');
  },
};

export const itemsOf = (value: readonly Value[] | SetValue): readonly Value[] =>
  value instanceof SetValue ? value.items() : value;

/** @throws NoAnswer for an element that is no string */
export const textsOf = (value: readonly Value[] | SetValue): string[] =>
  itemsOf(value).map((each) => text.take(each));
