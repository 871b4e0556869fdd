// SPDX-License-Identifier: Apache-2.0
import { Refusal } from '../fault.ts';
import type { Expression } from '../language/syntax.ts';
import { anyKind } from '../values/kinds.ts';
import { type Bottom, failed } from './bottom.ts';
import { Group } from './closing.ts';
import { type Conjunct, conjunct } from './conjunct.ts';
import { type Deferred, deferredOf } from './deferred.ts';
import type { Environment } from './environment.ts';
import { finish, meetWith } from './finish.ts';
import { gather } from './gather.ts';
import { lookup } from './lookup.ts';
import { applyPatterns } from './patterns.ts';
import type { Run } from './run.ts';
import { Vertex } from './vertex.ts';

/** One alternative of a disjunction, chosen. */
export interface Decision {
  index: number;
  preferred: boolean;
  /** Whether the disjunction prefers any. */
  marked: boolean;
}

interface Reference {
  conjunct: Conjunct;
  missing: Bottom | undefined;
}

/** One way to evaluate a value: with what was chosen from the first of the disjunctions that meet in it. */
export class Attempt {
  readonly run: Run;
  readonly vertex: Vertex;
  private readonly decisions: readonly Decision[];
  private readonly mark: number;
  private readonly references: Reference[] = [];
  private readonly waiting: Deferred[] = [];
  private readonly applied: { deferred: Deferred; made: readonly unknown[] }[] = [];
  private readonly disjunctions: Conjunct[] = [];
  private readonly added = new Map<Expression, Conjunct[]>();
  private readonly frames = new Map<Environment, Map<Expression, Group>>();
  private decided = 0;

  constructor(run: Run, vertex: Vertex, decisions: readonly Decision[]) {
    this.run = run;
    this.vertex = vertex;
    this.decisions = decisions;
    this.mark = run.mark;
  }

  /**
   * Evaluates; or says among what to choose next.
   * @throws Refusal
   */
  go(): Decision[] | undefined {
    const { vertex } = this;
    vertex.clear();
    vertex.state = 'running';
    for (const each of vertex.conjuncts) this.add(each);
    vertex.state = 'open';
    for (;;) {
      this.settle();
      if (vertex.error !== undefined) return undefined;
      if (this.proceed()) continue;
      if (vertex.error !== undefined) return undefined;
      meetWith(vertex);
      const next = this.disjunctions[this.decided];
      if (vertex.error !== undefined || next === undefined) break;
      const decision = this.decisions[this.decided];
      if (decision === undefined) return this.alternatives(next);
      this.decided++;
      this.choose(next, decision.index);
    }
    if (vertex.error === undefined) this.verify();
    this.conclude();
    return undefined;
  }

  /** One more thing that the value has to be. */
  add(one: Conjunct): void {
    const known = this.added.get(one.expression) ?? [];
    this.run.spend(1 + known.length);
    if (known.some((other) => sameConjunct(other, one))) return;
    this.added.set(one.expression, [...known, one]);
    gather(this, one);
  }

  refer(one: Conjunct): void {
    this.references.push({ conjunct: one, missing: undefined });
  }

  defer(one: Conjunct, deferred = deferredOf(this, one)): void {
    this.waiting.push(deferred);
  }

  disjoin(one: Conjunct): void {
    this.disjunctions.push(one);
  }

  fail(message: string): void {
    this.vertex.error ??= failed(message, this.vertex.path);
  }

  /** The struct that a literal is here, as what embeds others. */
  frame(literal: Expression, environment: Environment): Group {
    const here = this.frames.get(environment) ?? new Map<Expression, Group>();
    this.frames.set(environment, here);
    const frame = here.get(literal) ?? new Group(false, false);
    here.set(literal, frame);
    return frame;
  }

  /** Adds to what a field has to be; what was made of the field before is forgotten. */
  field(label: string, presence: 'member' | 'optional' | 'required', one: Conjunct): void {
    const { arcs, touched } = this.vertex;
    const arc = arcs.get(label) ?? { vertex: new Vertex(this.vertex, label), presence: 'optional' };
    if (!arcs.has(label)) arcs.set(label, arc);
    const raised =
      presence === 'member' || (presence === 'required' && arc.presence === 'optional');
    const before = arc.presence;
    if (raised) arc.presence = presence;
    this.run.spend(1 + arc.vertex.conjuncts.length);
    const there = arc.vertex.conjuncts.some((other) => sameConjunct(other, one));
    if (!there) arc.vertex.conjuncts.push(one);
    if ((!there || before !== arc.presence) && touched.has(label)) this.run.rewind(this.mark);
  }

  /** Adds what references mean, until that brings nothing more. */
  private settle(): void {
    let size: number;
    do {
      size = this.size;
      applyPatterns(this);
      for (const reference of [...this.references]) {
        const { conjunct: one } = reference;
        const target = lookup(this.run, one.expression, one.environment);
        reference.missing = target instanceof Vertex ? undefined : target;
        if (!(target instanceof Vertex)) continue;
        for (const each of target.conjuncts) this.add(carried(each, one, target.conjuncts.length));
      }
      if (this.vertex.error !== undefined) return;
    } while (this.size !== size);
  }

  private get size(): number {
    let count = 0;
    for (const known of this.added.values()) count += known.length;
    return count + this.references.length;
  }

  /** Does what can be done of what waits for other values. Whether anything was. */
  private proceed(): boolean {
    let done = false;
    for (const deferred of this.waiting.splice(0)) {
      const made = deferred.make();
      if ('kind' in made) {
        if (made.incomplete) this.waiting.push(deferred);
        else this.vertex.error ??= { ...made, path: this.vertex.path };
        deferred.missing = made;
        continue;
      }
      this.applied.push({ deferred, made: made.of });
      made.apply();
      done = true;
    }
    return done;
  }

  private choose(one: Conjunct, index: number): void {
    if (one.expression.kind !== 'disjunction') return;
    const chosen = one.expression.alternatives[index];
    if (chosen !== undefined) this.add({ ...one, expression: chosen.value, alternative: true });
  }

  private alternatives(one: Conjunct): Decision[] {
    const { expression } = one;
    if (expression.kind !== 'disjunction') return [];
    const marked = expression.alternatives.some(({ preferred }) => preferred);
    if (one.alternative && (marked || this.decisions.some((taken) => taken.marked))) {
      throw new Refusal(
        'alternatives inside of alternatives are not evaluated where one is preferred',
      );
    }
    return expression.alternatives.map(({ preferred }, index) => ({ index, preferred, marked }));
  }

  /** What was computed on the way has to be what it would be now. */
  private verify(): void {
    for (const { deferred, made } of this.applied) {
      const again = deferred.make();
      const holds =
        !('kind' in again) &&
        again.of.length === made.length &&
        again.of.every((each, index) => Object.is(each, made[index]));
      if (!holds) {
        throw new Refusal(
          `${this.vertex.path}: a condition that what follows from it changes is not evaluated`,
        );
      }
    }
  }

  private conclude(): void {
    const missing = [...this.references, ...this.waiting].flatMap((each) => each.missing ?? []);
    const wrong = missing.find(({ incomplete }) => !incomplete);
    if (wrong !== undefined) this.vertex.error ??= { ...wrong, path: this.vertex.path };
    this.vertex.incomplete = missing[0];
    for (const { kinds: computed } of this.waiting) this.vertex.computed &= computed ?? anyKind;
    const { touched, isStruct, error } = this.vertex;
    if (touched.size > 0 && !isStruct && error === undefined) {
      throw new Refusal(
        `${this.vertex.path}: a value that depends on its own fields is not evaluated`,
      );
    }
    finish(this.vertex);
  }
}

function sameConjunct(a: Conjunct, b: Conjunct): boolean {
  return (
    a.expression === b.expression &&
    a.environment === b.environment &&
    a.embedded === b.embedded &&
    a.groups.length === b.groups.length &&
    a.groups.every((group) => b.groups.includes(group)) &&
    a.frames.length === b.frames.length &&
    a.frames.every((frame) => b.frames.includes(frame))
  );
}

/** What another value has to be, as what this one has to be, since it refers to that. */
function carried(other: Conjunct, reference: Conjunct, count: number): Conjunct {
  const { embedded } = reference;
  const groups = other.groups.map((group) => (embedded ? group.within(embedded) : group));
  return {
    ...conjunct(other.expression, other.environment),
    groups: [...new Set([...reference.groups, ...groups])],
    frames: reference.frames,
    embedded,
    joined: reference.joined || (embedded !== undefined && count > 1),
    alternative: reference.alternative,
  };
}
