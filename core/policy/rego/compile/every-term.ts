// SPDX-License-Identifier: Apache-2.0
import type { Clause, Expr, Step } from './resolved.ts';
import { closuresOf, parts, termsOf } from './variables.ts';

/** Every term of a clause, however deep, and of what is tried after it. */
export function everyTerm({ args, body, keys, value, otherwise }: Clause): Expr[] {
  const own = [...[...args, ...keys, value].flatMap(inTerm), ...body.flatMap(inStep)];
  return otherwise === undefined ? own : [...own, ...everyTerm(otherwise)];
}

const inStep = (step: Step): Expr[] => [
  ...termsOf(step).flatMap(inTerm),
  ...closuresOf(step).flatMap(({ body, shown }) => [
    ...shown.flatMap(inTerm),
    ...body.flatMap(inStep),
  ]),
];

const inTerm = (expr: Expr): Expr[] => [expr, ...parts(expr).flatMap(inTerm)];
