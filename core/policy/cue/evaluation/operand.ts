// SPDX-License-Identifier: Apache-2.0

import { constants } from '../builtins/constants.ts';
import { Refusal } from '../fault.ts';
import type { Expression } from '../language/syntax.ts';
import { kinds, shownKinds } from '../values/kinds.ts';
import type { Scalar } from '../values/scalar.ts';
import { type Bottom, failed, unknown } from './bottom.ts';
import { call } from './call.ts';
import type { Environment } from './environment.ts';
import { expand } from './expand.ts';
import { interpolate } from './interpolate.ts';
import { lookup, settled } from './lookup.ts';
import { operate, operateAlone } from './operate.ts';
import type { Run } from './run.ts';
import { Vertex } from './vertex.ts';

/** A value that can be computed with: a scalar, or a list or a struct. */
export type Operand = Scalar | { kind: 'vertex'; vertex: Vertex } | Bottom;

/** @throws Refusal */
export function operand(run: Run, expression: Expression, environment: Environment): Operand {
  run.spend();
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'bottom':
      return failed('explicit error (_|_ literal) in source');
    case 'interpolation':
      return interpolate(run, expression, environment);
    case 'binary':
      if (expression.sign !== '&') return operate(run, expression, environment);
      break;
    case 'unary':
      return operateAlone(run, expression, environment);
    case 'call':
      return call(run, expression, environment) ?? valueAt(run, expression, environment);
    case 'builtin':
      return constants.get(expression.name) ?? failed(`${expression.name} is not called`);
  }
  return valueAt(run, expression, environment);
}

function valueAt(run: Run, expression: Expression, environment: Environment): Operand {
  const vertex = lookup(run, expression, environment);
  return vertex instanceof Vertex ? settledValue(run, vertex) : vertex;
}

/** What is known at a place: its default where there is one. */
export function settledValue(run: Run, at: Vertex): Operand {
  expand(run, at);
  if (at.state === 'open')
    throw new Refusal('a value that is named inside of itself is not evaluated');
  if (at.error !== undefined) return at.error;
  const vertex = settled(at);
  if (vertex === undefined) return unknown('it may be more than one value', at.kinds);
  if (vertex.error !== undefined) return vertex.error;
  if (vertex.incomplete !== undefined) return { ...vertex.incomplete, kinds: vertex.kinds };
  if (vertex.scalar !== undefined) return vertex.scalar;
  if (vertex.isStruct || vertex.lists.length > 0) return { kind: 'vertex', vertex };
  if (vertex.kinds === kinds.null) return { kind: 'null' };
  const bounded = vertex.bounds.length > 0;
  return { ...unknown(`non-concrete value ${shownKinds(vertex.kinds)}`, vertex.kinds), bounded };
}
