// SPDX-License-Identifier: Apache-2.0
import type { Builtin, Known } from '../builtins/known.ts';
import { kinds } from '../values/kinds.ts';
import { knownAt } from './known.ts';
import { isOpenList } from './lists.ts';
import type { Run } from './run.ts';
import type { Check, Vertex } from './vertex.ts';

/** A function that was given all but its first parameter, which is the value that it is asked about. */
export function checkOf(run: Run, name: string, builtin: Builtin, given: readonly Known[]): Check {
  return {
    kinds: builtin.validates,
    shown: name,
    fault: (vertex: Vertex) => {
      const value = knownAt(run, vertex);
      if (value.kind === 'bottom') return undefined;
      const said = builtin.run([asked(name, value), ...given]);
      const sentence = `invalid value (does not satisfy ${name})`;
      if (said === undefined) return `${sentence}: not known`;
      if (said.kind === 'fault')
        return mayGrow(name, vertex) ? undefined : `${sentence}: ${said.message}`;
      return said.kind === 'bool' && !said.value ? sentence : undefined;
    },
  };
}

/** Items that are not known yet are no reason to refuse a list whose items must differ. */
function asked(name: string, value: Known): Known {
  if (name !== 'list.UniqueItems' || value.kind !== 'list') return value;
  return { kind: 'list', items: value.items.filter((item) => item !== undefined) };
}

/** Whether what is too few may still become enough. */
function mayGrow(name: string, vertex: Vertex): boolean {
  if (name === 'list.MinItems') return isOpenList(vertex);
  if (name !== 'struct.MinFields') return false;
  return (
    (vertex.kinds & kinds.struct) !== 0 &&
    ![...vertex.allowances.values()].some(({ closed, open }) => closed && !open)
  );
}
