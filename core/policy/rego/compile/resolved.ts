// SPDX-License-Identifier: Apache-2.0
import type { Builtin } from '../builtins/builtin.ts';
import type { Place } from '../faults.ts';
import type { Scalar } from '../values/value.ts';

/** A term whose names are known for what they are. */
export type Expr =
  | { kind: 'constant'; value: Scalar }
  /** A variable; of those that are declared, no two in a rule have one name. */
  | { kind: 'local'; name: string }
  | { kind: 'input' }
  /** What the rules with this path give, or those below it. */
  | { kind: 'rules'; path: string }
  /** What there is not: documents besides the input. */
  | { kind: 'nothing' }
  | { kind: 'ref'; head: Expr; path: Expr[] }
  | { kind: 'builtin'; name: string; builtin: Builtin; args: Expr[] }
  | { kind: 'function'; path: string; args: Expr[] }
  | { kind: 'array' | 'set'; items: Expr[] }
  | { kind: 'object'; pairs: [Expr, Expr][] }
  | ComprehensionExpr;

export interface ComprehensionExpr {
  kind: 'comprehension';
  makes: 'array' | 'set' | 'object';
  key: Expr | undefined;
  value: Expr;
  body: Step[];
}

/** A condition of a body. */
export interface Step {
  at: Place;
  negated: boolean;
  what: Condition;
  /** What is put in place of the input, or of what lies at a path in it. */
  withs: { path: string[]; value: Expr }[];
}

export type Condition =
  | { kind: 'holds'; expr: Expr }
  | { kind: 'unify' | 'equal'; left: Expr; right: Expr }
  | { kind: 'every'; key: string | undefined; value: string; domain: Expr; body: Step[] };

/** One way in which rules give a value. */
export interface Clause {
  at: Place;
  args: Expr[];
  body: Step[];
  /** The keys below the rules' own path. */
  keys: Expr[];
  /** What it gives; of a set, what is contained. */
  value: Expr;
  contains: boolean;
  otherwise: Clause | undefined;
}

/** The rules of one path. */
export interface Group {
  path: string;
  kind: 'value' | 'function' | 'set' | 'object';
  arity: number;
  clauses: Clause[];
  fallback: Clause | undefined;
}
