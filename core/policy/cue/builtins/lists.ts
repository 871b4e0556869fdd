// SPDX-License-Identifier: Apache-2.0
import { Refusal } from '../fault.ts';
import { integerOf } from '../values/decimal.ts';
import { anyKind, kinds } from '../values/kinds.ts';
import { bool, isNumber, ordered, type Scalar, scalarKey } from '../values/scalar.ts';
import { type Builtin, fault, type Known } from './known.ts';

/** Of package "list". */
export const lists: Record<string, Builtin> = {
  'list.MinItems': counted('list.MinItems', (count, limit) => count >= limit),
  'list.MaxItems': counted('list.MaxItems', (count, limit) => count <= limit),
  'list.UniqueItems': {
    parameters: 1,
    takes: [kinds.list],
    validates: kinds.list,
    run: ([list]) => {
      if (list?.kind !== 'list') return fault('wants a list');
      const seen = new Set<string>();
      let others = 0;
      for (const item of list.items) {
        if (item === undefined || (!isScalar(item) && others++ > 0)) {
          throw new Refusal('whether lists, structs or unknown items are equal is not evaluated');
        }
        // 1 and 1.0 are taken for the same: they are compared by their value.
        const key = isScalar(item) ? numberless(item) : `${others}`;
        if (seen.has(key)) return fault('the list has equal items');
        seen.add(key);
      }
      return bool(true);
    },
  },
  'list.Contains': {
    parameters: 2,
    takes: [kinds.list, anyKind],
    validates: kinds.list,
    run: ([list, wanted]) => {
      if (list?.kind !== 'list') return fault('wants a list');
      if (wanted === undefined || !isScalar(wanted)) {
        throw new Refusal('whether a list has a list or a struct is not evaluated');
      }
      // What is not known is not equal, as CUE has it.
      const found = list.items.some(
        (item) =>
          item !== undefined &&
          isScalar(item) &&
          item.kind === wanted.kind &&
          ordered(item, wanted) === 0,
      );
      return bool(found);
    },
  },
};

const isScalar = (value: Known): value is Scalar =>
  value.kind !== 'list' && value.kind !== 'struct';

const numberless = (value: Scalar): string =>
  isNumber(value)
    ? `number:${trimmed(value.value.coefficient, value.value.exponent)}`
    : scalarKey(value);

function trimmed(coefficient: bigint, exponent: number): string {
  if (coefficient === 0n) return '0';
  let [digits, power] = [coefficient, exponent];
  while (digits % 10n === 0n) [digits, power] = [digits / 10n, power + 1];
  return `${digits}e${power}`;
}

function counted(name: string, holds: (count: bigint, limit: bigint) => boolean): Builtin {
  return {
    parameters: 2,
    takes: [kinds.list, anyKind],
    validates: kinds.list,
    run: ([list, limit]) => {
      const whole = limit?.kind === 'int' ? integerOf(limit.value) : undefined;
      if (list?.kind !== 'list' || whole === undefined) return fault('wants a list and an int');
      const count = BigInt(list.items.length);
      return holds(count, whole)
        ? bool(true)
        : fault(`${name}(${whole}) and the list has ${count}`);
    },
  };
}
