// SPDX-License-Identifier: Apache-2.0
import { CompileFault } from '../faults.ts';
import { outputs } from './outputs.ts';
import type { Step } from './resolved.ts';
import { closedOver, closuresOf, variablesOf } from './variables.ts';

/**
 * Puts the steps of a body, and of all bodies in it, into an order in which every variable has a value
 * when it is needed.
 * @throws CompileFault for a variable that nothing gives a value to
 */
export function orderSafely(body: Step[], given: ReadonlySet<string>): void {
  const shared = new Set(body.flatMap((each) => [...variablesOf(each)]));
  const safe = new Set(given);
  const waiting = [...body];
  const ordered: Step[] = [];
  while (waiting.length > 0) {
    const before = waiting.length;
    for (const step of [...waiting]) {
      if (missing(step, safe, shared).length > 0) continue;
      for (const each of outputs(step, safe)) safe.add(each);
      ordered.push(step);
      waiting.splice(waiting.indexOf(step), 1);
    }
    if (waiting.length < before) continue;
    const [step] = waiting;
    if (step === undefined) break;
    throw unsafe(missing(step, safe, shared), step);
  }
  body.splice(0, body.length, ...ordered);
  const known = new Set(given);
  for (const step of body) {
    for (const { body: inner, bound } of closuresOf(step))
      orderSafely(inner, new Set([...known, ...bound]));
    for (const each of variablesOf(step)) known.add(each);
  }
}

/** The variables that a step, or a closure in it, needs and that have no value yet. */
function missing(step: Step, safe: ReadonlySet<string>, shared: ReadonlySet<string>): string[] {
  const own = outputs(step, safe);
  return [
    ...[...variablesOf(step)].filter((each) => !safe.has(each) && !own.has(each)),
    ...[...closedOver(step)].filter((each) => shared.has(each) && !safe.has(each)),
  ];
}

function unsafe(variables: readonly string[], { at }: Step): CompileFault {
  const [first = ''] = variables;
  const name = first.startsWith('$') ? '_' : first.replace(/#\d+$/, '');
  return new CompileFault(`nothing gives ${name || 'a variable'} a value: it is unsafe`, at);
}
