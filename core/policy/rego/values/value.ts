// SPDX-License-Identifier: Apache-2.0
import { compare } from './compare.ts';
import { keyOf } from './key.ts';

/**
 * A value of Rego. An integer beyond what a double holds exactly is a bigint, any other number a
 * double; `number` and `bigint` are made by `numbers.ts` alone, so that equal numbers are one value.
 */
export type Value = Scalar | readonly Value[] | ObjectValue | SetValue;
export type Scalar = null | boolean | number | bigint | string;

/** An object: its keys are values of any kind. */
export class ObjectValue {
  readonly #entries: ReadonlyMap<string, readonly [Value, Value]>;
  #sorted: readonly (readonly [Value, Value])[] | undefined;

  constructor(entries: Iterable<readonly [Value, Value]>) {
    const map = new Map<string, readonly [Value, Value]>();
    for (const entry of entries) map.set(keyOf(entry[0]), entry);
    this.#entries = map;
  }

  get size(): number {
    return this.#entries.size;
  }
  get(key: Value): Value | undefined {
    return this.#entries.get(keyOf(key))?.[1];
  }
  has(key: Value): boolean {
    return this.#entries.has(keyOf(key));
  }
  /** In the order of the keys. */
  entries(): readonly (readonly [Value, Value])[] {
    this.#sorted ??= [...this.#entries.values()].sort(([one], [other]) => compare(one, other));
    return this.#sorted;
  }
}

/** A set of values. */
export class SetValue {
  readonly #items: ReadonlyMap<string, Value>;
  #sorted: readonly Value[] | undefined;

  constructor(items: Iterable<Value>) {
    const map = new Map<string, Value>();
    for (const item of items) map.set(keyOf(item), item);
    this.#items = map;
  }

  get size(): number {
    return this.#items.size;
  }
  has(item: Value): boolean {
    return this.#items.has(keyOf(item));
  }
  /** In the order of values. */
  items(): readonly Value[] {
    this.#sorted ??= [...this.#items.values()].sort(compare);
    return this.#sorted;
  }
}

export const isArray = (value: Value): value is readonly Value[] => Array.isArray(value);
export const isNumber = (value: Value): value is number | bigint =>
  typeof value === 'number' || typeof value === 'bigint';

export type TypeName = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object' | 'set';

/** The name of the value's type, as `type_name` has it. */
export function typeName(value: Value): TypeName {
  if (value === null) return 'null';
  if (isNumber(value)) return 'number';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'string') return 'string';
  if (isArray(value)) return 'array';
  return value instanceof SetValue ? 'set' : 'object';
}

/** How many elements a collection holds. */
export const sizeOf = (value: readonly Value[] | ObjectValue | SetValue): number =>
  isArray(value) ? value.length : value.size;
