// SPDX-License-Identifier: Apache-2.0
import { NoAnswer } from '../faults.ts';
import { compare } from '../values/compare.ts';
import { calculate, type Numeric, numeric } from '../values/numbers.ts';
import { sizeOf, type Value } from '../values/value.ts';
import { weigh } from '../values/weigh.ts';
import { type Builtin, builtin, itemsOf, list, numeral, perSize, type Taker } from './builtin.ts';

const countable: Taker<Value> = {
  types: ['string', 'array', 'object', 'set'],
  take: (value) => {
    if (typeof value === 'string' || (value !== null && typeof value === 'object')) return value;
    throw new NoAnswer('it has no size');
  },
};

function count(value: Value): number {
  if (typeof value === 'string') return [...value].length;
  return value !== null && typeof value === 'object' ? sizeOf(value) : 0;
}

const folded = (start: Numeric, operation: '+' | '*'): Builtin =>
  builtin([list], ([items], { spend }) =>
    itemsOf(items).reduce<Numeric>((sum, each) => {
      spend(1);
      return calculate(operation, sum, numeral.take(each));
    }, numeric(start)),
  );

const extreme = (sign: 1 | -1): Builtin =>
  builtin([list], ([items], { spend }) => {
    const [first, ...others] = itemsOf(items);
    if (first === undefined) throw new NoAnswer('there is none');
    spend(perSize(others.length));
    return others.reduce((best, each) => (compare(each, best) * sign > 0 ? each : best), first);
  });

/** Functions over all elements of a collection. */
export const aggregates: Record<string, Builtin> = {
  count: builtin([countable], ([value]) => count(value)),
  sum: folded(0, '+'),
  product: folded(1, '*'),
  max: extreme(1),
  min: extreme(-1),
  sort: builtin([list], ([items], { spend }) => {
    weigh(items, spend);
    spend(sizeOf(items));
    return [...itemsOf(items)].sort(compare);
  }),
  all: builtin([list], ([items]) => itemsOf(items).every((each) => each === true)),
  any: builtin([list], ([items]) => itemsOf(items).some((each) => each === true)),
};
