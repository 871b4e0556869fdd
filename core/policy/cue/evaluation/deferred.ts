// SPDX-License-Identifier: Apache-2.0
import { Refusal } from '../fault.ts';
import { type Comprehension, type Expression, regular } from '../language/syntax.ts';
import { boundOf, kindsOfBound, shownBound } from '../values/bound.ts';
import { kinds, numbers } from '../values/kinds.ts';
import { scalarKey, shown } from '../values/scalar.ts';
import type { Attempt } from './attempt.ts';
import { type Bottom, failed, wanted } from './bottom.ts';
import { deferredCall } from './call.ts';
import type { Group } from './closing.ts';
import { yields } from './comprehend.ts';
import type { Conjunct } from './conjunct.ts';
import { itemOf } from './gather.ts';
import { meet, meetKinds } from './meet.ts';
import { operand } from './operand.ts';

/** What waits until other values are known. */
export interface Deferred {
  /** What it comes to now, or why it does not yet. */
  make: () => Made | Bottom;
  missing?: Bottom | undefined;
  /** What it can come to, where that is known before. */
  kinds?: number;
}

export interface Made {
  /** What it was made of: the same again means that it would be made again. */
  of: readonly unknown[];
  apply: () => void;
}

/** What a computed expression waits for. */
export function deferredOf(attempt: Attempt, one: Conjunct): Deferred {
  const { expression, environment } = one;
  const { run, vertex } = attempt;
  if (expression.kind === 'list') return deferredList(attempt, one, expression);
  if (expression.kind === 'call') return { make: () => deferredCall(attempt, one, expression) };
  const bounds = expression.kind === 'unary' && !['+', '-', '!'].includes(expression.sign);
  if (bounds) return deferredBound(attempt, one, expression);
  return {
    kinds: kinds.bool | bounding,
    make: () => {
      const value = operand(run, expression, environment);
      if (value.kind === 'bottom') return value;
      if (value.kind === 'vertex') return failed('a list or a struct is not computed here');
      return { of: [scalarKey(value)], apply: () => meet(vertex, value) };
    },
  };
}

/** What can bound. */
const bounding = numbers | kinds.string | kinds.bytes | kinds.null;

function deferredBound(
  { run, vertex }: Attempt,
  { environment }: Conjunct,
  { sign, of }: Extract<Expression, { kind: 'unary' }>,
): Deferred {
  return {
    make: () => {
      const by = operand(run, of, environment);
      if (by.kind === 'bottom' && by.bounded)
        throw new Refusal('a bound of a bound is not evaluated');
      if (by.kind === 'bottom') return wanted(by, bounding, 'something that bounds');
      if (by.kind === 'vertex')
        return failed(`a list or a struct cannot be used for bound ${sign}`);
      try {
        const bound = boundOf(sign, by);
        if (bound === undefined) return failed(`cannot use ${shown(by)} for bound ${sign}`);
        const apply = () => {
          meetKinds(vertex, kindsOfBound(bound), shownBound(bound));
          vertex.bounds.push(bound);
        };
        return { of: [sign, scalarKey(by)], apply };
      } catch (error) {
        return failed(error instanceof Error ? error.message : 'error parsing regexp');
      }
    },
  };
}

/** `if x {…}`, `for …`: one struct for each time that it holds. */
export function comprehensionOf(
  attempt: Attempt,
  here: Conjunct,
  comprehension: Comprehension,
  frame: Group,
): Deferred {
  return {
    make: () => {
      const made = yields(attempt.run, comprehension, here.environment);
      if (!Array.isArray(made)) return made;
      const apply = () => {
        for (const { environment } of made) {
          attempt.add({ ...here, environment, expression: comprehension.body, embedded: frame });
        }
      };
      return { of: made.flatMap(({ of }) => [...of, '|']), apply };
    },
  };
}

/** `(x): …`, `"\(x)": …`: a field whose label has to be computed. */
export function labelled(
  { run }: Attempt,
  { environment }: Conjunct,
  label: Expression,
  declare: (label: string) => void,
): Deferred {
  return {
    make: () => {
      const value = operand(run, label, environment);
      if (value.kind === 'bottom') {
        const plain = label.kind !== 'interpolation' && value.kinds !== undefined;
        const others = (value.kinds ?? 0) & ~(kinds.string | kinds.int);
        return others === 0 && !plain ? value : failed('a label that is no concrete string');
      }
      if (value.kind !== 'string') return failed('a label that is no string');
      return { of: [value.value], apply: () => declare(regular(value.value)) };
    },
  };
}

function deferredList(
  { run, vertex }: Attempt,
  one: Conjunct,
  { items, rest, open, at }: Extract<Expression, { kind: 'list' }>,
): Deferred {
  return {
    make: () => {
      const found: Conjunct[] = [];
      const of: unknown[] = [];
      for (const item of items) {
        if (item.kind !== 'comprehension') {
          found.push(itemOf(one, item));
          continue;
        }
        const made = yields(run, item, one.environment);
        if (!Array.isArray(made)) return made;
        for (const each of made) {
          of.push(...each.of, '|');
          found.push(itemOf(one, item.body, each.environment));
        }
      }
      const more = open ? itemOf(one, rest ?? { kind: 'top', at }) : undefined;
      return { of, apply: () => vertex.lists.push({ items: found, rest: more }) };
    },
  };
}
