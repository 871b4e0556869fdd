// SPDX-License-Identifier: Apache-2.0
import { integerOf } from '../values/decimal.ts';
import { kinds } from '../values/kinds.ts';
import { bool } from '../values/scalar.ts';
import { type Builtin, fault } from './known.ts';

/** Of package "struct". */
export const structs: Record<string, Builtin> = {
  'struct.MinFields': counted('struct.MinFields', (count, limit) => count >= limit),
  'struct.MaxFields': counted('struct.MaxFields', (count, limit) => count <= limit),
};

function counted(name: string, holds: (count: bigint, limit: bigint) => boolean): Builtin {
  return {
    parameters: 2,
    takes: [kinds.struct, kinds.int],
    validates: kinds.struct,
    run: ([of, limit]) => {
      const whole = limit?.kind === 'int' ? integerOf(limit.value) : undefined;
      if (of?.kind !== 'struct' || whole === undefined) return fault('wants a struct and an int');
      const count = BigInt(of.fields);
      return holds(count, whole)
        ? bool(true)
        : fault(`${name}(${whole}) and the struct has ${count}`);
    },
  };
}
