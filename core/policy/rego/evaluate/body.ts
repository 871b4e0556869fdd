// SPDX-License-Identifier: Apache-2.0
import type { Step } from '../compile/resolved.ts';
import type { EveryCondition } from '../compile/variables.ts';
import { ObjectValue, type Value } from '../values/value.ts';
import type { Evaluation, Frame } from './evaluation.ts';
import { within } from './reference.ts';
import { values } from './term.ts';
import { equal, match, unify } from './unify.ts';

/** Every way in which all steps hold, from this one on; the frame then has the variables' values. */
export function solutions(
  body: readonly Step[],
  frame: Frame,
  asked: Evaluation,
  then: () => boolean,
  from = 0,
): boolean {
  const step = body[from];
  if (step === undefined) return then();
  asked.spend(1);
  return changed(step, 0, frame, asked, asked.input, (inner) => {
    const on = () => solutions(body, frame, asked, then, from + 1);
    if (!step.negated) return holds(step, frame, inner, on);
    return holds(step, frame, inner, () => true) ? false : on();
  });
}

/** Whether a body holds in any way. */
const isMet = (body: readonly Step[], frame: Frame, asked: Evaluation): boolean =>
  solutions(body, frame, asked, () => true);

/** Puts in place of the input what the step wants to be asked with. */
function changed(
  step: Step,
  from: number,
  frame: Frame,
  asked: Evaluation,
  input: Value | undefined,
  then: (inner: Evaluation) => boolean,
): boolean {
  const each = step.withs[from];
  if (each === undefined) return then(from === 0 ? asked : asked.about(input));
  return values(each.value, frame, asked, (value) =>
    changed(step, from + 1, frame, asked, replaced(input, each.path, value), then),
  );
}

function replaced(input: Value | undefined, path: readonly string[], value: Value): Value {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const own = input instanceof ObjectValue ? input : new ObjectValue([]);
  return new ObjectValue([...own.entries(), [key, replaced(own.get(key), rest, value)]]);
}

function holds(step: Step, frame: Frame, asked: Evaluation, then: () => boolean): boolean {
  const { what } = step;
  switch (what.kind) {
    case 'holds':
      return values(what.expr, frame, asked, (value) => value !== false && then());
    case 'unify':
      return unify(what.left, what.right, frame, asked, then);
    case 'equal':
      return values(what.left, frame, asked, (left) =>
        values(what.right, frame, asked, (right) => equal(left, right, asked.spend) && then()),
      );
    case 'every':
      return values(
        what.domain,
        frame,
        asked,
        (domain) => every(what, domain, frame, asked) && then(),
      );
  }
}

const isCollection = (value: Value): boolean => value !== null && typeof value === 'object';

function every(
  { key, value, body }: EveryCondition,
  domain: Value,
  frame: Frame,
  asked: Evaluation,
): boolean {
  if (!isCollection(domain)) return false;
  for (const [at, each] of within(domain)) {
    asked.spend(1);
    const met = match({ kind: 'local', name: value }, each, frame, asked, () =>
      key === undefined
        ? isMet(body, frame, asked)
        : match({ kind: 'local', name: key }, at, frame, asked, () => isMet(body, frame, asked)),
    );
    if (!met) return false;
  }
  return true;
}
