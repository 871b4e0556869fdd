// SPDX-License-Identifier: Apache-2.0
import { NoAnswer } from '../faults.ts';
import { compare } from '../values/compare.ts';
import { calculate } from '../values/numbers.ts';
import { isArray, isNumber, ObjectValue, SetValue, typeName, type Value } from '../values/value.ts';
import { weigh } from '../values/weigh.ts';
import { any, type Builtin, builtin, itemsOf, list, numeral, set, type Taker } from './builtin.ts';

const compared = (holds: (order: number) => boolean): Builtin =>
  builtin([any, any], ([one, other], { spend }) => {
    weigh(one, spend);
    return holds(compare(one, other));
  });

const calculated = (operation: '+' | '*' | '/' | '%'): Builtin =>
  builtin([numeral, numeral], ([one, other]) => calculate(operation, one, other));

const numberOrSet: Taker<Value> = {
  types: ['number', 'set'],
  take: (value) => {
    if (isNumber(value) || value instanceof SetValue) return value;
    throw new NoAnswer(`${typeName(value)} is neither a number nor a set`);
  },
};

const without = (one: SetValue, other: SetValue): SetValue =>
  new SetValue(one.items().filter((each) => !other.has(each)));
const shared = (one: SetValue, other: SetValue): SetValue =>
  new SetValue(one.items().filter((each) => other.has(each)));

function holds(domain: Value, value: Value): boolean {
  if (domain instanceof SetValue) return domain.has(value);
  const items = isArray(domain)
    ? domain
    : domain instanceof ObjectValue
      ? domain.entries().map(([, each]) => each)
      : [];
  return items.some((each) => compare(each, value) === 0);
}

function holdsAt(domain: Value, key: Value, value: Value): boolean {
  if (domain instanceof SetValue) return compare(key, value) === 0 && domain.has(value);
  const found = isArray(domain)
    ? domain[typeof key === 'number' ? key : -1]
    : domain instanceof ObjectValue
      ? domain.get(key)
      : undefined;
  return found !== undefined && compare(found, value) === 0;
}

const combined = (how: (one: SetValue, other: SetValue) => SetValue, ofNone: SetValue): Builtin =>
  builtin([set], ([sets], { spend }) => {
    weigh(sets, spend);
    const [first, ...others] = sets.items().map((each) => set.take(each));
    return first === undefined ? ofNone : others.reduce(how, first);
  });

const union = (one: SetValue, other: SetValue): SetValue =>
  new SetValue([...one.items(), ...other.items()]);

const ofSets = (how: (one: SetValue, other: SetValue) => SetValue): Builtin =>
  builtin([set, set], ([one, other], { spend }) => {
    weigh(one, spend);
    weigh(other, spend);
    return how(one, other);
  });

/** What stands between terms, and the functions over sets. */
export const operators: Record<string, Builtin> = {
  equal: compared((order) => order === 0),
  neq: compared((order) => order !== 0),
  lt: compared((order) => order < 0),
  lte: compared((order) => order <= 0),
  gt: compared((order) => order > 0),
  gte: compared((order) => order >= 0),
  plus: calculated('+'),
  mul: calculated('*'),
  div: calculated('/'),
  rem: calculated('%'),
  minus: builtin([numberOrSet, numberOrSet], ([one, other], { spend }) => {
    if (one instanceof SetValue && other instanceof SetValue) {
      weigh(one, spend);
      return without(one, other);
    }
    return calculate('-', numeral.take(one), numeral.take(other));
  }),
  and: ofSets(shared),
  or: ofSets(union),
  set_diff: ofSets(without),
  intersection: combined(shared, new SetValue([])),
  union: combined(union, new SetValue([])),
  cast_array: builtin([list], ([items]) => [...itemsOf(items)]),
  cast_set: builtin([list], ([items], { spend }) => {
    weigh(items, spend);
    return new SetValue(itemsOf(items));
  }),
  'internal.member_2': builtin([any, any], ([value, domain], { spend }) => {
    weigh(value, spend);
    return holds(domain, value);
  }),
  'internal.member_3': builtin([any, any, any], ([key, value, domain]) =>
    holdsAt(domain, key, value),
  ),
};
