// SPDX-License-Identifier: Apache-2.0
import { NoAnswer } from '../faults.ts';
import { readNumber } from '../values/numbers.ts';
import { isNumber, type TypeName, typeName } from '../values/value.ts';
import { any, type Builtin, builtin, type Taker } from './builtin.ts';

const is = (type: TypeName): Builtin => builtin([any], ([value]) => typeName(value) === type);

const convertible: Taker<string | number | bigint> = {
  types: ['null', 'boolean', 'number', 'string'],
  take: (value) => {
    if (value === null || typeof value === 'boolean') return Number(value);
    if (isNumber(value) || typeof value === 'string') return value;
    throw new NoAnswer(`${typeName(value)} is no number`);
  },
};

/** Functions that look at what type a value is of. */
export const types: Record<string, Builtin> = {
  is_null: is('null'),
  is_boolean: is('boolean'),
  is_number: is('number'),
  is_string: is('string'),
  is_array: is('array'),
  is_object: is('object'),
  is_set: is('set'),
  type_name: builtin([any], ([value]) => typeName(value)),
  to_number: builtin([convertible], ([value]) => {
    if (typeof value !== 'string') return value;
    if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(value)) throw new NoAnswer('no number');
    return readNumber(value.replace(/^\+/, ''));
  }),
};
