// SPDX-License-Identifier: Apache-2.0
import type { Expr } from '../compile/resolved.ts';
import { paired } from '../compile/unifiable.ts';
import { parts } from '../compile/variables.ts';
import { EvaluationFault } from '../faults.ts';
import { compare } from '../values/compare.ts';
import { isArray, ObjectValue, type Value } from '../values/value.ts';
import { weigh } from '../values/weigh.ts';

import type { Evaluation, Frame } from './evaluation.ts';
import { values } from './term.ts';

/** Makes two terms equal, in every way in which they can be: with the variables of either bound. */
export function unify(
  left: Expr,
  right: Expr,
  frame: Frame,
  asked: Evaluation,
  then: () => boolean,
): boolean {
  return unifyAll([[left, right]], frame, asked, then);
}

function unifyAll(
  pairs: readonly [Expr, Expr][],
  frame: Frame,
  asked: Evaluation,
  then: () => boolean,
): boolean {
  if (pairs.length === 0) return then();
  for (const [index, [left, right]] of pairs.entries()) {
    const rest = () => pairs.toSpliced(index, 1);
    const one = isKnown(left, frame) ? left : isKnown(right, frame) ? right : undefined;
    if (one === undefined) {
      const inside = paired(left, right);
      if (inside === undefined) continue;
      return unifyAll([...inside, ...rest()], frame, asked, then);
    }
    const other = one === left ? right : left;
    return values(one, frame, asked, (value) =>
      match(other, value, frame, asked, () => unifyAll(rest(), frame, asked, then)),
    );
  }
  throw new EvaluationFault('variables have no value');
}

/** Makes a pattern equal to a value: its variables take what lies at their place. */
export function match(
  pattern: Expr,
  value: Value,
  frame: Frame,
  asked: Evaluation,
  then: () => boolean,
): boolean {
  if (pattern.kind === 'local' && !frame.has(pattern.name)) {
    frame.set(pattern.name, value);
    try {
      return then();
    } finally {
      frame.delete(pattern.name);
    }
  }
  if (pattern.kind === 'array' && needsMatching(pattern, frame)) {
    if (!isArray(value) || value.length !== pattern.items.length) return false;
    return matchAll(
      pattern.items.map((each, index) => [each, value[index] ?? null]),
      frame,
      asked,
      then,
    );
  }
  if (pattern.kind === 'object' && needsMatching(pattern, frame)) {
    if (!(value instanceof ObjectValue) || value.size !== pattern.pairs.length) return false;
    return keyed(pattern.pairs, value, [], frame, asked, then);
  }
  return values(pattern, frame, asked, (own) => equal(own, value, asked.spend) && then());
}

function matchAll(
  pairs: readonly (readonly [Expr, Value])[],
  frame: Frame,
  asked: Evaluation,
  then: () => boolean,
): boolean {
  // What can be known later is left for later.
  const index = Math.max(
    0,
    pairs.findIndex(([pattern]) => isKnown(pattern, frame) || isOpen(pattern)),
  );
  const pair = pairs[index];
  if (pair === undefined) return then();
  const rest = pairs.toSpliced(index, 1);
  return match(pair[0], pair[1], frame, asked, () => matchAll(rest, frame, asked, then));
}

const isOpen = ({ kind }: Expr): boolean =>
  kind === 'local' || kind === 'array' || kind === 'object';

function keyed(
  pairs: readonly [Expr, Expr][],
  value: ObjectValue,
  found: readonly (readonly [Expr, Value])[],
  frame: Frame,
  asked: Evaluation,
  then: () => boolean,
): boolean {
  const [pair, ...rest] = pairs;
  if (pair === undefined) return matchAll(found, frame, asked, then);
  return values(pair[0], frame, asked, (key) => {
    const own = value.get(key);
    if (own === undefined) return false;
    return keyed(rest, value, [...found, [pair[1], own]], frame, asked, then);
  });
}

/** Whether a key is a pattern with variables that have no value yet. */
export function needsMatching(expr: Expr, frame: Frame): boolean {
  if (expr.kind === 'local') return !frame.has(expr.name);
  if (expr.kind === 'array') return expr.items.some((each) => needsMatching(each, frame));
  return expr.kind === 'object' && expr.pairs.some(([, value]) => needsMatching(value, frame));
}

/** Whether the term can be evaluated: references may go through all values of a variable. */
function isKnown(expr: Expr, frame: Frame): boolean {
  if (expr.kind === 'local') return frame.has(expr.name);
  if (expr.kind === 'ref')
    return (
      isKnown(expr.head, frame) && expr.path.every((each) => isOpen(each) || isKnown(each, frame))
    );
  return parts(expr).every((each) => isKnown(each, frame));
}

/** Whether two values are one; what it costs to see that is counted. */
export function equal(one: Value, other: Value, spend: (steps: number) => void): boolean {
  if (one === other) return true;
  if (one !== null && typeof one === 'object') weigh(one, spend);
  return compare(one, other) === 0;
}
