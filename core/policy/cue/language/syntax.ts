// SPDX-License-Identifier: Apache-2.0
import type { Position } from '../fault.ts';
import type { Scalar } from '../values/scalar.ts';

/** An expression of CUE. */
export type Expression = { at: Position } & (
  | { kind: 'literal'; value: Scalar }
  | { kind: 'top' }
  | { kind: 'bottom' }
  | { kind: 'type'; name: string }
  | { kind: 'interpolation'; parts: string[]; expressions: Expression[] }
  | StructLiteral
  | {
      kind: 'list';
      items: (Expression | Comprehension)[];
      rest: Expression | undefined;
      open: boolean;
    }
  /** A name as it is read; none are left when names are bound. */
  | { kind: 'free'; name: string }
  | { kind: 'name'; name: string; bound: Binding }
  | { kind: 'select'; of: Expression; label: string }
  | { kind: 'index'; of: Expression; by: Expression }
  | { kind: 'call'; of: Expression; parameters: Expression[] }
  | { kind: 'unary'; sign: string; of: Expression }
  | { kind: 'binary'; sign: string; left: Expression; right: Expression }
  | { kind: 'disjunction'; alternatives: { value: Expression; preferred: boolean }[] }
  | { kind: 'builtin'; name: string }
);

export interface StructLiteral {
  kind: 'struct';
  at: Position;
  declarations: Declaration[];
}

/** What a name means in the scope that declares it. */
export type Declared =
  | { of: 'field'; label: string }
  | { of: 'let'; name: string }
  | { of: 'local'; name: string };

/** What a name means, and how many scopes out. */
export type Binding = Declared & { up: number };

export type Declaration = { at: Position } & (
  | {
      kind: 'field';
      label: string;
      /** By which the field is named; a quoted label is not. */
      identifier: string | undefined;
      alias: string | undefined;
      presence: Presence;
      value: Expression;
    }
  | { kind: 'dynamic'; label: Expression; presence: Presence; value: Expression }
  | { kind: 'pattern'; labels: Expression; name: string | undefined; value: Expression }
  | { kind: 'embedding'; value: Expression }
  | { kind: 'let'; name: string; value: Expression }
  | { kind: 'ellipsis' }
  | Comprehension
);

export type Presence = 'regular' | 'optional' | 'required';

export interface Comprehension {
  kind: 'comprehension';
  at: Position;
  clauses: Clause[];
  body: StructLiteral;
}

/** `for` and `let` open a scope for what follows, `if` does not. */
export type Clause =
  | { kind: 'for'; key: string | undefined; value: string; source: Expression }
  | { kind: 'let'; name: string; value: Expression }
  | { kind: 'if'; condition: Expression };

/**
 * Labels are told apart by their first character: `.` a regular field, `#` a definition, `_` a hidden field
 * (by their whole identifier). So no name in a document can mean anything but a regular field.
 */
export const regular = (name: string): string => `.${name}`;

/** The label that an identifier in a policy's text declares or selects. */
export const labelOf = (identifier: string): string =>
  identifier.startsWith('#') || identifier.startsWith('_') ? identifier : regular(identifier);

export const isRegular = (label: string): boolean => label.startsWith('.');

export const isDefinition = (label: string): boolean =>
  label.startsWith('#') || label.startsWith('_#');

/** What a person calls the label. */
export const shownLabel = (label: string): string =>
  isRegular(label)
    ? /^\.(?:[A-Za-z$][\w$]*|[0-9]+)$/.test(label)
      ? label.slice(1)
      : JSON.stringify(label.slice(1))
    : label;
