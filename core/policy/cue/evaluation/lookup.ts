// SPDX-License-Identifier: Apache-2.0
import { Refusal } from '../fault.ts';
import { type Expression, isRegular, regular, shownLabel } from '../language/syntax.ts';
import { integerOf } from '../values/decimal.ts';
import { kinds, shownKinds } from '../values/kinds.ts';
import { type Bottom, failed, unknown, wanted } from './bottom.ts';
import { allows } from './closing.ts';
import { conjunct } from './conjunct.ts';
import type { Environment } from './environment.ts';
import { expand } from './expand.ts';
import { isOpenList } from './lists.ts';
import { operand } from './operand.ts';
import type { Run } from './run.ts';
import { Vertex } from './vertex.ts';

/**
 * The place of the value that an expression means.
 * @throws Refusal
 */
export function lookup(run: Run, expression: Expression, around: Environment): Vertex | Bottom {
  run.spend();
  if (expression.kind === 'name') {
    const { bound, name } = expression;
    const environment = around.out(bound.up);
    if (bound.of === 'local') return environment.locals.get(name) ?? failed(`${name} is not bound`);
    if (bound.of === 'let') {
      const held = environment.lets.get(name);
      return held === undefined ? failed(`${name} is not bound`) : aside(held, environment);
    }
    const { vertex } = environment;
    return vertex === undefined ? failed(`${name} is not bound`) : member(run, vertex, bound.label);
  }
  if (expression.kind === 'select') {
    const of = lookup(run, expression.of, around);
    return of instanceof Vertex ? member(run, of, expression.label) : of;
  }
  if (expression.kind !== 'index') return aside(expression, around);
  const of = lookup(run, expression.of, around);
  if (!(of instanceof Vertex)) return of;
  const by = operand(run, expression.by, around);
  if (by.kind === 'bottom') return by;
  if (by.kind === 'string') return member(run, of, regular(by.value));
  const index = by.kind === 'int' ? integerOf(by.value) : undefined;
  return index === undefined ? failed('invalid index') : item(run, of, Number(index));
}

/** The value of an expression that is no field, made once for each place that it is evaluated in. */
function aside(expression: Expression, environment: Environment): Vertex {
  const known = environment.aside.get(expression);
  if (known !== undefined) return known;
  let around: Environment | undefined = environment;
  while (around !== undefined && around.vertex === undefined) around = around.up;
  const vertex = new Vertex(around?.vertex, '');
  vertex.conjuncts = [conjunct(expression, environment)];
  environment.aside.set(expression, vertex);
  return vertex;
}

function member(run: Run, of: Vertex, label: string): Vertex | Bottom {
  expand(run, of);
  const vertex = settled(of);
  if (vertex === undefined) {
    return wanted(unknown('it may be more than one value', of.kinds), kinds.struct, 'a struct');
  }
  if (vertex.error !== undefined) return vertex.error;
  if (vertex.state === 'open') vertex.touched.add(label);
  const arc = vertex.arcs.get(label);
  if (arc !== undefined && arc.presence !== 'optional') return arc.vertex;
  const noStruct = vertex.kinds === kinds.struct && !vertex.isStruct && vertex.state === 'done';
  if ((vertex.kinds & vertex.computed & kinds.struct) === 0 || noStruct) {
    return failed(`invalid operand (found ${shownKinds(vertex.kinds)}, want struct)`);
  }
  if (vertex.state === 'done' && !vertex.isStruct) {
    throw new Refusal('a field of what is not known to be a struct is not evaluated');
  }
  const refused =
    isRegular(label) && [...vertex.allowances.values()].some((each) => !allows(each, label));
  const message = `undefined field: ${shownLabel(label)}`;
  return refused ? failed(message) : unknown(message);
}

function item(run: Run, of: Vertex, index: number): Vertex | Bottom {
  expand(run, of);
  const vertex = settled(of);
  if (vertex === undefined) {
    return wanted(unknown('it may be more than one value', of.kinds), kinds.list, 'a list');
  }
  if (vertex.error !== undefined) return vertex.error;
  if (vertex.state === 'open')
    throw new Refusal('a list that is named inside of itself is not evaluated');
  if (vertex.lists.length === 0) {
    if ((vertex.kinds & vertex.computed & kinds.list) !== 0 && vertex.kinds !== kinds.list) {
      throw new Refusal('an item of what is not known to be a list is not evaluated');
    }
    return failed(`invalid operand (found ${shownKinds(vertex.kinds)}, want list)`);
  }
  if (index === vertex.items.length && isOpenList(vertex)) return unknown('no such item yet');
  return vertex.items[index] ?? failed(`invalid list index ${index} (out of bounds)`);
}

/**
 * The value where a disjunction leaves one, or prefers one; nothing where that is not decided. What misses
 * something is left out, as CUE does where it reads a disjunction.
 */
export function settled(vertex: Vertex): Vertex | undefined {
  if (vertex.alternatives.length === 0) return vertex;
  const whole = vertex.alternatives.filter((each) => !each.vertex.unfinished);
  const preferred = whole.filter((each) => each.preferred);
  const left = preferred.length === 0 ? whole : preferred;
  return left.length === 1 ? left[0]?.vertex : undefined;
}
