// SPDX-License-Identifier: Apache-2.0
import { NoAnswer } from '../faults.ts';
import { compare } from '../values/compare.ts';
import { isArray, ObjectValue, SetValue, type Value } from '../values/value.ts';
import {
  any,
  array,
  type Builtin,
  builtin,
  collection,
  object,
  type Taker,
  whole,
} from './builtin.ts';

/** What lies at a key of an array or object; of a set, the key. */
export function at(value: Value, key: Value): Value | undefined {
  if (isArray(value))
    return typeof key === 'number' && Number.isInteger(key) ? value[key] : undefined;
  if (value instanceof ObjectValue) return value.get(key);
  return value instanceof SetValue && value.has(key) ? key : undefined;
}

const keys: Taker<SetValue> = {
  types: ['array', 'object', 'set'],
  take: (value) => {
    const own = collection.take(value);
    if (own instanceof SetValue) return own;
    return new SetValue(isArray(own) ? own : own.entries().map(([key]) => key));
  },
};

function get(from: ObjectValue, path: Value, otherwise: Value): Value {
  if (!isArray(path)) return orElse(from.get(path), otherwise);
  let found: Value | undefined = from;
  for (const key of path) found = found === undefined ? undefined : at(found, key);
  return orElse(found, otherwise);
}

/** Null is a value like any other. */
const orElse = (found: Value | undefined, otherwise: Value): Value =>
  found === undefined ? otherwise : found;

function union(one: ObjectValue, other: ObjectValue): ObjectValue {
  const merged = other.entries().map(([key, value]): [Value, Value] => {
    const own = one.get(key);
    const both = own instanceof ObjectValue && value instanceof ObjectValue;
    return [key, both ? union(own, value) : value];
  });
  return new ObjectValue([...one.entries(), ...merged]);
}

function isPart(whole_: Value, part: Value): boolean {
  if (whole_ instanceof ObjectValue && part instanceof ObjectValue)
    return part.entries().every(([key, value]) => {
      const own = whole_.get(key);
      return own !== undefined && (compare(own, value) === 0 || isInside(own, value));
    });
  if (whole_ instanceof SetValue && part instanceof SetValue)
    return part.items().every((each) => whole_.has(each));
  if (isArray(whole_) && part instanceof SetValue)
    return part.items().every((each) => whole_.some((own) => compare(own, each) === 0));
  if (!isArray(whole_) || !isArray(part)) throw new NoAnswer('they cannot be parts of each other');
  return (
    whole_.some((_, from) => part.every((each, index) => same(whole_[from + index], each))) ||
    part.length === 0
  );
}

const isInside = (own: Value, part: Value): boolean => {
  const nested =
    (own instanceof ObjectValue && part instanceof ObjectValue) ||
    (own instanceof SetValue && part instanceof SetValue) ||
    (isArray(own) && isArray(part));
  return nested && isPart(own, part);
};

const same = (one: Value | undefined, other: Value): boolean =>
  one !== undefined && compare(one, other) === 0;

function slice(items: readonly Value[], from: number, to: number): readonly Value[] {
  const end = Math.min(Math.max(to, 0), items.length);
  return items.slice(Math.min(Math.max(from, 0), end), end);
}

/** Functions over arrays and objects. */
export const collections: Record<string, Builtin> = {
  'array.concat': builtin([array, array], ([one, other], { spend }) => {
    spend(1 + Math.floor((one.length + other.length) / 16));
    return [...one, ...other];
  }),
  'array.slice': builtin([array, whole, whole], ([items, from, to]) => slice(items, from, to)),
  'array.reverse': builtin([array], ([items]) => items.toReversed()),
  'object.get': builtin([object, any, any], ([from, path, otherwise]) =>
    get(from, path, otherwise),
  ),
  'object.keys': builtin([object], ([from]) => new SetValue(from.entries().map(([key]) => key))),
  'object.union': builtin([object, object], ([one, other]) => union(one, other)),
  'object.union_n': builtin([array], ([all]) =>
    all.map((each) => object.take(each)).reduce(union, new ObjectValue([])),
  ),
  'object.remove': builtin(
    [object, keys],
    ([from, out]) => new ObjectValue(from.entries().filter(([key]) => !out.has(key))),
  ),
  'object.filter': builtin(
    [object, keys],
    ([from, kept]) => new ObjectValue(from.entries().filter(([key]) => kept.has(key))),
  ),
  'object.subset': builtin([collection, collection], ([whole_, part]) => isPart(whole_, part)),
};
