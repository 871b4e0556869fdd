// SPDX-License-Identifier: Apache-2.0
import { Refusal } from '../fault.ts';
import { type Expression, isRegular } from '../language/syntax.ts';
import { text } from '../values/scalar.ts';
import type { Attempt } from './attempt.ts';
import { complete, faultOf } from './complete.ts';
import { conjunct } from './conjunct.ts';
import { Environment } from './environment.ts';
import { below } from './gather-struct.ts';
import type { Run } from './run.ts';
import { Vertex } from './vertex.ts';

/**
 * What says whether a label is among those of `[labels]: value`. What the labels are must be known: it
 * throws a Refusal where it is not.
 */
export function matcher(
  run: Run,
  labels: Expression,
  environment: Environment,
): (label: string) => boolean {
  const known = new Map<string, boolean>();
  return (label) => {
    if (!isRegular(label)) return false;
    const before = known.get(label);
    if (before !== undefined) return before;
    const vertex = new Vertex(environment.vertex, '');
    const at = labels.at;
    vertex.conjuncts = [
      conjunct({ kind: 'literal', value: text(label.slice(1)), at }, environment),
      conjunct(labels, environment),
    ];
    complete(run, vertex);
    if (vertex.incomplete !== undefined || vertex.alternatives.length > 0) {
      throw new Refusal('a pattern of labels that is not known is not evaluated');
    }
    const matches = faultOf(vertex) === undefined;
    known.set(label, matches);
    return matches;
  };
}

/** Adds to each field what the patterns that match its label say. */
export function applyPatterns(attempt: Attempt): void {
  const { vertex } = attempt;
  attempt.run.spend(vertex.patterns.length * vertex.arcs.size);
  for (const pattern of [...vertex.patterns]) {
    for (const label of [...vertex.arcs.keys()]) {
      if (pattern.applied.has(label) || !isRegular(label)) continue;
      pattern.applied.add(label);
      if (!pattern.matches(label)) continue;
      const { conjunct: one, name } = pattern;
      const locals = new Map<string, Vertex>();
      if (name !== undefined)
        locals.set(name, named(label.slice(1), one.expression, one.environment));
      const environment = new Environment(one.environment, undefined, undefined, locals);
      const added = below({ ...one, environment }, label, one.expression, vertex);
      attempt.field(label, 'optional', added);
    }
  }
}

/** A text as something that a name can mean. */
export function named(value: string, { at }: Expression, environment: Environment): Vertex {
  const vertex = new Vertex(environment.vertex, '');
  vertex.conjuncts = [conjunct({ kind: 'literal', value: text(value), at }, environment)];
  return vertex;
}
