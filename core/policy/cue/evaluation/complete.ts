// SPDX-License-Identifier: Apache-2.0
import type { StructLiteral } from '../language/syntax.ts';
import { kinds } from '../values/kinds.ts';
import { type Bottom, failed } from './bottom.ts';
import { expand } from './expand.ts';
import type { Run } from './run.ts';
import type { Vertex } from './vertex.ts';

/**
 * Evaluates a value and all that it holds. What is wrong inside of it is then in `deep`.
 * @throws Refusal
 */
export function complete(run: Run, vertex: Vertex): void {
  if (vertex.state === 'new' && isPlain(vertex)) return;
  expand(run, vertex);
  if (vertex.state === 'open' || vertex.completion !== 'none') return;
  vertex.completion = 'running';
  vertex.unfinished = vertex.incomplete !== undefined;
  for (const below of inside(vertex)) {
    complete(run, below);
    vertex.deep ??= faultOf(below);
    vertex.unfinished ||= below.unfinished;
  }
  for (const body of vertex.bodies) vertex.deep ??= misfit(vertex, body);
  if (vertex.alternatives.length === 0 && faultOf(vertex) === undefined) {
    for (const check of vertex.checks) {
      const fault = vertex.scalar === undefined ? check.fault(vertex) : undefined;
      if (fault !== undefined) vertex.deep ??= failed(fault, vertex.path);
    }
  }
  vertex.completion = 'done';
}

/** Whether it is a part of the document that the policy says nothing of: nothing can be wrong with it. */
const isPlain = ({ conjuncts }: Vertex): boolean =>
  conjuncts.length === 1 &&
  conjuncts[0]?.environment.documents === true &&
  conjuncts[0].groups.length === 0;

/**
 * A field that a condition would make a struct has to be one that can be, also where the condition does not
 * hold: CUE has it so.
 */
function misfit(vertex: Vertex, body: StructLiteral): Bottom | undefined {
  for (const each of body.declarations) {
    if (each.kind !== 'field' || each.value.kind !== 'struct') continue;
    const arc = vertex.arcs.get(each.label);
    if (arc === undefined || arc.presence === 'optional') continue;
    const { vertex: below } = arc;
    const never = below.state === 'done' && (below.kinds & kinds.struct) === 0;
    const wrong = never
      ? failed('a condition makes it a struct', below.path)
      : misfit(below, each.value);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** What is there, and what is only required: CUE minds both. */
function inside({ error, alternatives, arcs, items }: Vertex): Vertex[] {
  if (error !== undefined || alternatives.length > 0) return [];
  const fields = [...arcs.values()].filter(({ presence }) => presence !== 'optional');
  return [...fields.map(({ vertex }) => vertex), ...items];
}

/** What is wrong with a value that was completed, or nothing. */
export const faultOf = ({ error, deep }: Vertex): Bottom | undefined => error ?? deep;
