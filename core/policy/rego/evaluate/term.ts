// SPDX-License-Identifier: Apache-2.0
import type { ComprehensionExpr, Expr } from '../compile/resolved.ts';
import { EvaluationFault, NoAnswer } from '../faults.ts';
import { limits } from '../limits.ts';
import { isArray, ObjectValue, SetValue, sizeOf, type Value } from '../values/value.ts';
import { weigh } from '../values/weigh.ts';
import { solutions } from './body.ts';
import type { Evaluation, Frame, Then } from './evaluation.ts';
import { walk } from './reference.ts';
import { called, document } from './rules.ts';

/** Every value that the term has, with its variables bound accordingly; none where it is undefined. */
export function values(expr: Expr, frame: Frame, asked: Evaluation, then: Then<Value>): boolean {
  asked.spend(1);
  switch (expr.kind) {
    case 'constant':
      return then(expr.value);
    case 'local': {
      const value = frame.get(expr.name);
      if (value === undefined) throw new EvaluationFault('a variable has no value');
      return then(value);
    }
    case 'input':
      return asked.input === undefined ? false : then(asked.input);
    case 'nothing':
      return false;
    case 'rules': {
      const found = document(expr.path, asked);
      return found === undefined ? false : then(found);
    }
    case 'ref':
      return values(expr.head, frame, asked, (head) =>
        walk(head, expr.path, 0, frame, asked, then),
      );
    case 'builtin':
      return all(expr.args, frame, asked, (given) => {
        for (const each of given) asked.spend(shallow(each));
        const found = answer(() => expr.builtin.run(given, asked));
        if (found === undefined) return false;
        if (expr.builtin.many && isArray(found)) return found.some(then);
        return then(sized(found));
      });
    case 'function':
      return all(expr.args, frame, asked, (given) => {
        const found = called(expr.path, given, asked);
        return found === undefined ? false : then(found);
      });
    case 'array':
      return all(expr.items, frame, asked, then);
    case 'set':
      return all(expr.items, frame, asked, (items) => {
        for (const each of items) weigh(each, asked.spend);
        return then(new SetValue(items));
      });
    case 'object':
      return all(expr.pairs.flat(), frame, asked, (parts) => then(objectOf(parts)));
    case 'comprehension':
      return then(comprehended(expr, frame, asked));
  }
}

/** All values of the terms together. */
function all(
  exprs: readonly Expr[],
  frame: Frame,
  asked: Evaluation,
  then: Then<readonly Value[]>,
  found: readonly Value[] = [],
): boolean {
  const expr = exprs[found.length];
  if (expr === undefined) return then(found);
  return values(expr, frame, asked, (value) => all(exprs, frame, asked, then, [...found, value]));
}

function answer(run: () => Value): Value | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof NoAnswer) return undefined;
    throw error;
  }
}

/** What a function costs that goes through its argument, and not through what is in that. */
const shallow = (value: Value): number =>
  Math.floor(magnitude(value) / (typeof value === 'string' ? 4 : 16));

/** @throws EvaluationFault for what is too large to be gone on with */
function sized(value: Value): Value {
  if (magnitude(value) > limits.size)
    throw new EvaluationFault(`a value is larger than ${limits.size}`);
  return value;
}

function magnitude(value: Value): number {
  if (typeof value === 'string') return value.length;
  return value !== null && typeof value === 'object' ? sizeOf(value) : 0;
}

function objectOf(parts: readonly Value[]): Value {
  const pairs: [Value, Value][] = [];
  for (let at = 0; at + 1 < parts.length; at += 2)
    pairs.push([parts[at] ?? null, parts[at + 1] ?? null]);
  return new ObjectValue(pairs);
}

function comprehended(expr: ComprehensionExpr, frame: Frame, asked: Evaluation): Value {
  const { makes, key, value, body } = expr;
  const shown = key === undefined ? [value] : [key, value];
  const found: (readonly Value[])[] = [];
  solutions(body, frame, asked, () =>
    all(shown, frame, asked, (each) => {
      // The members of a set, and the keys of an object, are told apart by all that is in them.
      if (makes !== 'array') weigh(each[0] ?? null, asked.spend);
      found.push(each);
      return false;
    }),
  );
  const last = found.map((each) => each.at(-1) ?? null);
  if (makes === 'array') return last;
  if (makes === 'set') return new SetValue(last);
  const made = new ObjectValue(found.map(([name = null, each = null]) => [name, each]));
  for (const [name = null, each = null] of found)
    if (made.get(name) !== undefined && !same(made.get(name), each))
      throw new EvaluationFault('object keys must be unique');
  return made;
}

const same = (one: Value | undefined, other: Value): boolean =>
  one !== undefined && new SetValue([one]).has(other);
