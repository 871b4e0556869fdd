// SPDX-License-Identifier: Apache-2.0

import type { Expr, Step } from './resolved.ts';
import { unifiable } from './unifiable.ts';
import { parts, variablesIn } from './variables.ts';

/** The variables that a step gives a value to, where those in `safe` have one. */
export function outputs({ what, negated, withs }: Step, safe: ReadonlySet<string>): Set<string> {
  const known = (expr: Expr) => variablesIn(expr).every((each) => safe.has(each));
  if (negated || !withs.every(({ value }) => known(value))) return new Set();
  if (what.kind === 'every') return new Set(iterated(what.domain, safe));
  if (what.kind === 'holds') return new Set(iterated(what.expr, safe));
  const found = [...iterated(what.left, safe), ...iterated(what.right, safe)];
  if (what.kind === 'equal') return new Set(found);
  const more = unifiable(what.left, what.right, new Set([...safe, ...found]));
  return new Set([...found, ...more]);
}

/** The variables that references go through all values of. */
export function iterated(expr: Expr, safe: ReadonlySet<string>): string[] {
  if (expr.kind !== 'ref') return parts(expr).flatMap((each) => iterated(each, safe));
  const { head, path } = expr;
  const inHead = iterated(head, safe);
  const reached = variablesIn(head).every((each) => safe.has(each) || inHead.includes(each));
  return reached ? [...inHead, ...path.flatMap((each) => keys(each, safe))] : inHead;
}

/** The variables of a key: a pattern, or what refers further. */
function keys(expr: Expr, safe: ReadonlySet<string>): string[] {
  if (expr.kind === 'local') return [expr.name];
  if (expr.kind === 'array' || expr.kind === 'set' || expr.kind === 'object')
    return parts(expr).flatMap((each) => keys(each, safe));
  return iterated(expr, safe);
}
