// SPDX-License-Identifier: Apache-2.0
import type { Expr } from '../compile/resolved.ts';
import { isArray, ObjectValue, SetValue, type Value } from '../values/value.ts';
import type { Evaluation, Frame, Then } from './evaluation.ts';
import { values } from './term.ts';
import { match, needsMatching } from './unify.ts';

/** What lies in the value at the path, from this step of it on: for a variable without a value, everything. */
export function walk(
  value: Value,
  path: readonly Expr[],
  from: number,
  frame: Frame,
  asked: Evaluation,
  then: Then<Value>,
): boolean {
  const step = path[from];
  if (step === undefined) return then(value);
  const on = (found: Value) => walk(found, path, from + 1, frame, asked, then);
  if (!needsMatching(step, frame)) {
    return values(step, frame, asked, (key) => {
      const found = at(value, key);
      return found === undefined ? false : on(found);
    });
  }
  for (const [key, found] of within(value)) {
    asked.spend(1);
    if (match(step, key, frame, asked, () => on(found))) return true;
  }
  return false;
}

/** What lies at the key; of a set, the key itself. */
function at(value: Value, key: Value): Value | undefined {
  if (isArray(value))
    return typeof key === 'number' && Number.isInteger(key) ? value[key] : undefined;
  if (value instanceof ObjectValue) return value.get(key);
  return value instanceof SetValue && value.has(key) ? key : undefined;
}

/** Keys and what lies at them. */
export function within(value: Value): Iterable<readonly [Value, Value]> {
  if (isArray(value)) return value.entries();
  if (value instanceof ObjectValue) return value.entries();
  return value instanceof SetValue ? value.items().map((each) => [each, each] as const) : [];
}
