// SPDX-License-Identifier: Apache-2.0
import { Refusal } from '../fault.ts';
import { type Clause, type Comprehension, type Expression, isRegular } from '../language/syntax.ts';
import { kinds } from '../values/kinds.ts';
import { int } from '../values/scalar.ts';
import { type Bottom, failed, wanted } from './bottom.ts';
import { conjunct } from './conjunct.ts';
import type { Environment } from './environment.ts';
import { lookup } from './lookup.ts';
import { operand, settledValue } from './operand.ts';
import { named } from './patterns.ts';
import type { Run } from './run.ts';
import { Vertex } from './vertex.ts';

/** One time that a comprehension holds: in what its body is evaluated, and what that was made of. */
export interface Yield {
  environment: Environment;
  of: readonly unknown[];
}

/** All the times that a comprehension holds, or why that is not known. @throws Refusal */
export function yields(
  run: Run,
  { clauses }: Comprehension,
  environment: Environment,
): Yield[] | Bottom {
  let found: Yield[] = [{ environment, of: [] }];
  for (const clause of clauses) {
    const next: Yield[] = [];
    for (const each of found) {
      run.spend();
      const made = step(run, clause, each);
      if (!Array.isArray(made)) return made;
      next.push(...made);
    }
    found = next;
  }
  return found;
}

function step(run: Run, clause: Clause, { environment, of }: Yield): Yield[] | Bottom {
  if (clause.kind === 'if') {
    const condition = operand(run, clause.condition, environment);
    if (condition.kind === 'bottom') return wanted(condition, kinds.bool, 'bool');
    if (condition.kind !== 'bool') return failed('a condition that is no bool');
    return condition.value ? [{ environment, of }] : [];
  }
  if (clause.kind === 'let') {
    const opened = environment.inside(clause, undefined, () => {
      const held = new Vertex(environment.vertex, '');
      held.conjuncts = [conjunct(clause.value, environment)];
      return new Map([[clause.name, held]]);
    });
    return [{ environment: opened, of }];
  }
  const entries = entriesOf(run, clause.source, environment);
  if (!Array.isArray(entries)) return entries;
  run.spend(entries.length);
  return entries.map(([key, vertex]) => {
    const opened = environment.inside(clause, vertex, () => {
      const names = new Map([[clause.value, vertex]]);
      if (clause.key !== undefined) names.set(clause.key, keyOf(key, clause.source, environment));
      return names;
    });
    return { environment: opened, of: [...of, key, vertex] };
  });
}

/** What is iterated over: the items of a list, or the regular fields of a struct. */
function entriesOf(
  run: Run,
  source: Expression,
  environment: Environment,
): [string | number, Vertex][] | Bottom {
  const at = lookup(run, source, environment);
  if (!(at instanceof Vertex)) return at;
  const value = settledValue(run, at);
  if (value.kind === 'bottom') return wanted(value, kinds.list | kinds.struct, 'list or struct');
  if (value.kind !== 'vertex') return failed(`cannot range over ${value.kind}`);
  const { vertex } = value;
  if (vertex.lists.length > 0) return vertex.items.map((item, index) => [index, item]);
  if (!vertex.isStruct) throw new Refusal('this is not iterated over');
  return vertex.members
    .filter(([label]) => isRegular(label))
    .map(([label, below]) => [label.slice(1), below]);
}

function keyOf(key: string | number, source: Expression, environment: Environment): Vertex {
  if (typeof key === 'string') return named(key, source, environment);
  const vertex = new Vertex(environment.vertex, '');
  const value = int(BigInt(key));
  vertex.conjuncts = [conjunct({ kind: 'literal', value, at: source.at }, environment)];
  return vertex;
}
