// SPDX-License-Identifier: Apache-2.0
import type { Place } from '../faults.ts';
import type { Scalar } from '../values/value.ts';

/** What stands for a value. */
export type Term = { at: Place } & (
  | { kind: 'scalar'; value: Scalar }
  | { kind: 'var'; name: string }
  /** `head.a[b]`; the head is a variable, a call, or a collection. */
  | { kind: 'ref'; head: Term; path: Term[] }
  /** A call of a function, an operator among them, by its whole name. */
  | { kind: 'call'; name: string; args: Term[] }
  | { kind: 'array'; items: Term[] }
  | { kind: 'set'; items: Term[] }
  | { kind: 'object'; pairs: [Term, Term][] }
  | Comprehension
);

export interface Comprehension {
  kind: 'comprehension';
  makes: 'array' | 'set' | 'object';
  /** Of an object's. */
  key?: Term;
  value: Term;
  body: Literal[];
}

export type TermOf<Kind extends Term['kind']> = Extract<Term, { kind: Kind }>;

/** One condition of a body. */
export interface Literal {
  at: Place;
  negated: boolean;
  what: Expression;
  withs: With[];
}

export type Expression =
  | { kind: 'term'; term: Term }
  | { kind: 'assign' | 'unify'; left: Term; right: Term }
  | { kind: 'some'; names: string[] }
  | { kind: 'some in'; key?: Term; value: Term; domain: Term }
  | { kind: 'every'; key?: string; value: string; domain: Term; body: Literal[] };

/** `with input.a as value`. */
export interface With {
  at: Place;
  /** `input` and the names below it. */
  target: string[];
  value: Term;
}

export interface RuleSyntax {
  at: Place;
  isDefault: boolean;
  /** The name, and what stands behind it in a ref: `p.q[x]`. */
  name: string;
  path: Term[];
  /** Of a function. */
  args: Term[] | undefined;
  /** What a partial set contains; it has no value. */
  key: Term | undefined;
  value: Term | undefined;
  body: Literal[];
  /** What is tried when it gives no value. */
  otherwise: RuleSyntax | undefined;
  /** Whether `if` and `contains` stand where `rego.v1` wants them. */
  modern: boolean;
}

export interface Import {
  at: Place;
  /** `input.a`, `data.b`. */
  path: string[];
  alias: string;
}

export interface Module {
  package: string[];
  imports: Import[];
  rules: RuleSyntax[];
  /** Whether it imports `rego.v1`. */
  v1: boolean;
}
