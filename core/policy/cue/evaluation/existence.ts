// SPDX-License-Identifier: Apache-2.0
import { Refusal } from '../fault.ts';
import type { Expression } from '../language/syntax.ts';
import { anyKind, kinds } from '../values/kinds.ts';
import { bool, type Scalar } from '../values/scalar.ts';
import type { Bottom } from './bottom.ts';
import { complete, faultOf } from './complete.ts';
import type { Environment } from './environment.ts';
import { lookup } from './lookup.ts';
import { operand } from './operand.ts';
import type { Run } from './run.ts';
import { Vertex } from './vertex.ts';

type Binary = Extract<Expression, { kind: 'binary' }>;

/** Whether it is `x == _|_` or `x != _|_`, which ask whether there is such a value. */
export function comparesExistence({ sign, left, right }: Binary): boolean {
  return (sign === '==' || sign === '!=') && (left.kind === 'bottom' || right.kind === 'bottom');
}

/** @throws Refusal where what is asked for is there and is wrong, or is still being evaluated */
export function existence(
  run: Run,
  { sign, left, right }: Binary,
  environment: Environment,
): Scalar | Bottom {
  const asked = right.kind === 'bottom' ? left : right;
  return bool(exists(run, asked, environment) === (sign === '!='));
}

function exists(run: Run, asked: Expression, environment: Environment): boolean {
  if (!['name', 'select', 'index'].includes(asked.kind)) {
    if (asked.kind === 'bottom') return false;
    const value = operand(run, asked, environment);
    if (value.kind === 'bottom')
      throw new Refusal('comparing what cannot be computed with _|_ is not evaluated');
    return true;
  }
  const vertex = lookup(run, asked, environment);
  if (!(vertex instanceof Vertex)) return false;
  complete(run, vertex);
  if (vertex.state === 'open' || vertex.state === 'new') return true;
  return isThere(vertex);
}

/** What may still be more than one value is there if that is no plain type or bound, as CUE has it. */
function isThere(vertex: Vertex): boolean {
  if (faultOf(vertex) !== undefined) {
    throw new Refusal('comparing a value that is wrong with _|_ is not evaluated');
  }
  if (vertex.incomplete !== undefined) return false;
  const preferred = vertex.alternatives.filter((each) => each.preferred);
  const [only] = preferred;
  if (only !== undefined && preferred.length === 1) return isThere(only.vertex);
  if (vertex.alternatives.some((each) => !each.vertex.unfinished) && only === undefined)
    return true;
  if (vertex.scalar !== undefined || vertex.isStruct || vertex.lists.length > 0) return true;
  const { kinds: mask, bounds, checks } = vertex;
  if ((mask & (kinds.list | kinds.struct)) === 0) return false;
  const plain =
    mask === anyKind && bounds.length + checks.length + vertex.alternatives.length === 0;
  if (plain || mask === kinds.list || mask === kinds.struct) return true;
  throw new Refusal('comparing a value that is not known with _|_ is not evaluated');
}
