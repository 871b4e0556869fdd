// SPDX-License-Identifier: Apache-2.0

import type { Known } from '../builtins/known.ts';
import { isRegular } from '../language/syntax.ts';
import { type Bottom, unknown } from './bottom.ts';
import { complete, faultOf } from './complete.ts';
import { type Operand, settledValue } from './operand.ts';
import type { Run } from './run.ts';
import type { Vertex } from './vertex.ts';

/** A value as a function is given it, or why that is not known. @throws Refusal */
export function knownOf(run: Run, value: Operand): Known | Bottom {
  if (value.kind !== 'vertex') return value;
  const { vertex } = value;
  complete(run, vertex);
  return faultOf(vertex) ?? knownAt(run, vertex);
}

/** The same of a list or a struct that is complete. */
export function knownAt(run: Run, vertex: Vertex): Known | Bottom {
  if (vertex.scalar !== undefined) return vertex.scalar;
  if (vertex.lists.length === 0) {
    if (!vertex.isStruct) return unknown('it is not concrete');
    return { kind: 'struct', fields: vertex.members.filter(([label]) => isRegular(label)).length };
  }
  const items: (Known | undefined)[] = [];
  for (const item of vertex.items) {
    run.spend();
    const value = settledValue(run, item);
    const known = knownOf(run, value);
    items.push(known.kind === 'bottom' ? undefined : known);
  }
  return { kind: 'list', items };
}
