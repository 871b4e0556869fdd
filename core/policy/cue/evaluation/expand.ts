// SPDX-License-Identifier: Apache-2.0
import { Refusal } from '../fault.ts';
import { limits } from '../limits.ts';
import type { Bound } from '../values/bound.ts';
import { same, scalarKey } from '../values/scalar.ts';
import { Attempt, type Decision } from './attempt.ts';
import { failed } from './bottom.ts';
import { complete, faultOf } from './complete.ts';
import type { Run } from './run.ts';
import { Vertex } from './vertex.ts';

/**
 * Finds out what a value is, and which fields or items it has; not yet what these are.
 * @throws Refusal where the value is needed to find itself, or it nests too deep
 */
export function expand(run: Run, vertex: Vertex): void {
  if (vertex.state === 'done' || vertex.state === 'open') return;
  if (vertex.state === 'running')
    throw new Refusal(`${vertex.path}: a value that depends on itself is not evaluated`);
  if (vertex.depth > limits.depth) throw new Refusal(`it nests deeper than ${limits.depth} levels`);
  run.spend();
  const { mark } = run;
  const alternatives = new Attempt(run, vertex, []).go();
  if (alternatives !== undefined) {
    // What was asked on the way saw the value before anything was chosen.
    run.rewind(mark);
    vertex.clear();
    vertex.state = 'running';
    choose(vertex, leaves(run, vertex, [], alternatives));
  }
  vertex.state = 'done';
  run.know(vertex);
}

interface Leaf {
  vertex: Vertex;
  preferred: boolean;
}

/** All that a value may be: each way to choose from the disjunctions that meet in it. */
function leaves(
  run: Run,
  of: Vertex,
  taken: readonly Decision[],
  open: readonly Decision[],
): Leaf[] {
  const found: Leaf[] = [];
  for (const choice of open) {
    run.spend();
    const decisions = [...taken, choice];
    const vertex = new Vertex(of.parent, of.label);
    vertex.conjuncts = of.conjuncts;
    const { mark } = run;
    const next = new Attempt(run, vertex, decisions).go();
    if (next === undefined) {
      vertex.state = 'done';
      run.know(vertex);
      complete(run, vertex);
      const preferred =
        decisions.some(({ marked }) => marked) &&
        decisions.every(({ marked, preferred }) => preferred || !marked);
      found.push({ vertex, preferred });
    } else {
      run.rewind(mark);
      found.push(...leaves(run, of, decisions, next));
    }
    if (found.length > limits.alternatives) {
      throw new Refusal(`more than ${limits.alternatives} alternatives`);
    }
  }
  return found;
}

function choose(vertex: Vertex, found: readonly Leaf[]): void {
  const left: Leaf[] = [];
  for (const leaf of found) {
    if (faultOf(leaf.vertex) !== undefined) continue;
    const twin = left.find((other) => equal(other.vertex, leaf.vertex));
    if (twin === undefined) left.push({ ...leaf });
    else twin.preferred ||= leaf.preferred;
  }
  const [only] = left;
  if (only === undefined) {
    const reasons = found.map((leaf) => faultOf(leaf.vertex)?.message ?? '');
    const [first = 'no value is possible'] = reasons;
    vertex.error = failed(`${reasons.length} errors in empty disjunction: ${first}`, vertex.path);
  } else if (left.length === 1) vertex.adopt(only.vertex);
  else {
    vertex.alternatives = left;
    vertex.kinds = left.reduce((mask, leaf) => mask | leaf.vertex.kinds, 0);
  }
}

/** Whether what is asked of both, which are not known, is the same. */
function boundAlike(a: Vertex, b: Vertex): boolean {
  if (a.kinds !== b.kinds || a.checks.length + b.checks.length > 0) return false;
  if (a.unfinished || b.unfinished) return false;
  const [ours, theirs] = [a, b].map(({ bounds }) => bounds.map(boundKey).sort().join('\n'));
  return ours === theirs;
}

const boundKey = ({ sign, by }: Bound): string => `${sign} ${scalarKey(by)}`;

/** Whether two alternatives are surely the same value. */
function equal(a: Vertex, b: Vertex): boolean {
  if (a.scalar !== undefined && b.scalar !== undefined) return same(a.scalar, b.scalar);
  if (!a.isStruct && !b.isStruct && a.lists.length + b.lists.length === 0) return boundAlike(a, b);
  const members = [a.members, b.members] as const;
  if (!a.isStruct || !b.isStruct || members[0].length !== members[1].length) return false;
  if (a.arcs.size !== members[0].length || b.arcs.size !== members[1].length) return false;
  if (a.patterns.length + b.patterns.length + a.checks.length + b.checks.length > 0) return false;
  return members[0].every(([label, vertex]) => {
    const other = b.arcs.get(label)?.vertex;
    return other !== undefined && equal(vertex, other);
  });
}
