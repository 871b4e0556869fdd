// SPDX-License-Identifier: Apache-2.0
import type { ComprehensionExpr, Condition, Expr, Step } from './resolved.ts';

/** The terms right below this one; of a comprehension, none: its variables are its own affair. */
export function parts(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'ref':
      return [expr.head, ...expr.path];
    case 'builtin':
    case 'function':
      return expr.args;
    case 'array':
    case 'set':
      return expr.items;
    case 'object':
      return expr.pairs.flat();
    default:
      return [];
  }
}

/** The terms of a step, those of closures aside. */
export const termsOf = ({ what, withs }: Step): Expr[] => [
  ...(what.kind === 'holds'
    ? [what.expr]
    : what.kind === 'every'
      ? [what.domain]
      : [what.left, what.right]),
  ...withs.map(({ value }) => value),
];

/** The variables of a term, those of closures aside. */
export const variablesIn = (expr: Expr): string[] =>
  expr.kind === 'local' ? [expr.name] : parts(expr).flatMap(variablesIn);

/** The variables of a step, those of closures aside. */
export const variablesOf = (step: Step): Set<string> => new Set(termsOf(step).flatMap(variablesIn));

export type EveryCondition = Extract<Condition, { kind: 'every' }>;

/** The comprehensions in a term, but for those in others. */
export const comprehensionsIn = (expr: Expr): ComprehensionExpr[] =>
  expr.kind === 'comprehension' ? [expr] : parts(expr).flatMap(comprehensionsIn);

/** The bodies that stand in a step, and the variables that are bound when they are asked. */
export const closuresOf = (step: Step): { body: Step[]; bound: string[]; shown: Expr[] }[] => [
  ...termsOf(step)
    .flatMap(comprehensionsIn)
    .map(({ body, key, value }) => ({
      body,
      bound: [],
      shown: key === undefined ? [value] : [key, value],
    })),
  ...(step.what.kind === 'every'
    ? [{ body: step.what.body, bound: [step.what.key ?? [], step.what.value].flat(), shown: [] }]
    : []),
];

/** Every variable of the closures in a step, however deep. */
export const closedOver = (step: Step): Set<string> =>
  new Set(
    closuresOf(step).flatMap(({ body, shown }) => [
      ...shown.flatMap(variablesIn),
      ...body.flatMap((each) => [...variablesOf(each), ...closedOver(each)]),
    ]),
  );
