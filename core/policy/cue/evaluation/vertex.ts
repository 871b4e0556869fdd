// SPDX-License-Identifier: Apache-2.0
import { type StructLiteral, shownLabel } from '../language/syntax.ts';
import type { Bound } from '../values/bound.ts';
import { anyKind } from '../values/kinds.ts';
import type { Scalar } from '../values/scalar.ts';
import type { Bottom } from './bottom.ts';
import { type Allowance, Group, newAllowance } from './closing.ts';
import type { Conjunct } from './conjunct.ts';

/** A field of a struct: there, or only said what it has to be if it is there. */
export interface Arc {
  vertex: Vertex;
  presence: 'member' | 'optional' | 'required';
}

/** `list.MinItems(2)`: something that a value is asked when it is known. */
export interface Check {
  kinds: number;
  shown: string;
  /** Why the value does not do, or nothing. */
  fault: (vertex: Vertex) => string | undefined;
}

/** `[labels]: value` of a struct. */
export interface Pattern {
  conjunct: Conjunct;
  name: string | undefined;
  matches: (label: string) => boolean;
  applied: Set<string>;
}

/** A list as one conjunct has it. */
export interface ListPart {
  items: Conjunct[];
  /** What each further item has to be, when there may be more. */
  rest: Conjunct | undefined;
}

/** A place of a value: what it has to be, and what is known of it. */
export class Vertex {
  readonly parent: Vertex | undefined;
  readonly label: string;
  readonly depth: number;
  conjuncts: Conjunct[] = [];
  /** `open`: its fields are known as far as they can be while it is being evaluated. */
  state: 'new' | 'running' | 'open' | 'done' = 'new';
  completion: 'none' | 'running' | 'done' = 'none';
  error: Bottom | undefined;
  /** What is wrong with something that it holds. */
  deep: Bottom | undefined;
  incomplete: Bottom | undefined;
  /** Whether it, or something that it holds, misses what it needs. */
  unfinished = false;
  kinds = anyKind;
  /** What it can be once what it misses is computed. */
  computed = anyKind;
  scalar: Scalar | undefined;
  bounds: Bound[] = [];
  checks: Check[] = [];
  arcs = new Map<string, Arc>();
  patterns: Pattern[] = [];
  /** What conditions may add, whether they hold or not. */
  bodies: StructLiteral[] = [];
  isStruct = false;
  lists: ListPart[] = [];
  items: Vertex[] = [];
  /** What it may be, where a disjunction leaves more than one. */
  alternatives: { vertex: Vertex; preferred: boolean }[] = [];
  allowances = new Map<Group, Allowance>();
  /** Labels that were asked for before all its fields were known. */
  touched = new Set<string>();
  private readonly definitions = new Map<string, Group>();

  constructor(parent: Vertex | undefined, label: string) {
    this.parent = parent;
    this.label = label;
    this.depth = parent === undefined ? 0 : parent.depth + 1;
  }

  /** Forgets what is known, not what it has to be. */
  clear(): void {
    this.state = 'new';
    this.completion = 'none';
    this.error = undefined;
    this.deep = undefined;
    this.incomplete = undefined;
    this.unfinished = false;
    this.kinds = anyKind;
    this.computed = anyKind;
    this.scalar = undefined;
    this.bounds = [];
    this.checks = [];
    this.arcs = new Map();
    this.patterns = [];
    this.bodies = [];
    this.isStruct = false;
    this.lists = [];
    this.items = [];
    this.alternatives = [];
    this.allowances = new Map();
    this.touched = new Set();
  }

  /** Takes over what another found out, which had the same conjuncts. */
  adopt(other: Vertex): void {
    this.error = other.error;
    this.deep = other.deep;
    this.completion = other.completion;
    this.incomplete = other.incomplete;
    this.unfinished = other.unfinished;
    this.kinds = other.kinds;
    this.computed = other.computed;
    this.scalar = other.scalar;
    this.bounds = other.bounds;
    this.checks = other.checks;
    this.arcs = other.arcs;
    this.patterns = other.patterns;
    this.bodies = other.bodies;
    this.isStruct = other.isStruct;
    this.lists = other.lists;
    this.items = other.items;
    this.alternatives = other.alternatives;
    this.allowances = other.allowances;
  }

  allowance(group: Group): Allowance {
    const known = this.allowances.get(group) ?? newAllowance(group.closes);
    this.allowances.set(group, known);
    return known;
  }

  /** The group of what a definition declares that is a field of this struct. */
  definitionGroupOf(label: string): Group {
    const known = this.definitions.get(label) ?? new Group(true, true);
    this.definitions.set(label, known);
    return known;
  }

  /** Where it is, as a person reads it. */
  get path(): string {
    const own = this.label === '' ? '' : shownLabel(this.label);
    const above = this.parent?.path ?? '';
    return above === '' || own === '' ? above + own : `${above}.${own}`;
  }

  /** Fields that are there, in their order, definitions and hidden ones too. */
  get members(): [string, Vertex][] {
    return [...this.arcs].flatMap(([label, { vertex, presence }]) =>
      presence === 'member' ? [[label, vertex] as [string, Vertex]] : [],
    );
  }
}
