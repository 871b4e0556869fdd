// SPDX-License-Identifier: Apache-2.0
import { builtins } from '../builtins/builtins.ts';
import { constants } from '../builtins/constants.ts';
import type { Expression } from '../language/syntax.ts';
import { kinds } from '../values/kinds.ts';
import type { Attempt } from './attempt.ts';
import { checkOf } from './check.ts';
import type { Conjunct } from './conjunct.ts';
import { conjunct } from './conjunct.ts';
import { gatherStruct } from './gather-struct.ts';
import { meet, meetKinds } from './meet.ts';
import { meetType } from './types.ts';

/** Sorts one thing that a value has to be: what is plain is met now, the rest waits for its turn. */
export function gather(attempt: Attempt, one: Conjunct): void {
  const { expression } = one;
  const { vertex } = attempt;
  switch (expression.kind) {
    case 'top':
      break;
    case 'bottom':
      attempt.fail('explicit error (_|_ literal) in source');
      break;
    case 'literal':
      meet(vertex, expression.value);
      break;
    case 'type':
      meetType(vertex, expression.name);
      break;
    case 'struct':
      gatherStruct(attempt, one, expression);
      break;
    case 'list':
      gatherList(attempt, one, expression);
      break;
    case 'disjunction':
      attempt.disjoin(one);
      break;
    case 'name':
    case 'select':
    case 'index':
      attempt.refer(one);
      break;
    case 'builtin':
      gatherBuiltin(attempt, expression.name);
      break;
    case 'binary':
      if (expression.sign === '&') gatherBoth(attempt, one, expression);
      else attempt.defer(one);
      break;
    default:
      attempt.defer(one);
  }
}

type Of<Kind> = Extract<Expression, { kind: Kind }>;

function gatherList(attempt: Attempt, one: Conjunct, { items, rest, open, at }: Of<'list'>): void {
  const { vertex } = attempt;
  meetKinds(vertex, kinds.list, 'list');
  const plain = items.flatMap((item) => (item.kind === 'comprehension' ? [] : [itemOf(one, item)]));
  if (plain.length < items.length) attempt.defer(one);
  else {
    const more = open ? itemOf(one, rest ?? { kind: 'top', at }) : undefined;
    vertex.lists.push({ items: plain, rest: more });
  }
}

function gatherBoth(attempt: Attempt, one: Conjunct, { left, right }: Of<'binary'>): void {
  const joined = one.embedded !== undefined;
  attempt.add({ ...one, expression: left, joined });
  attempt.add({ ...one, expression: right, joined });
}

/** A constant of a package; or a function that asks its only parameter, which then is the value. */
function gatherBuiltin(attempt: Attempt, name: string): void {
  const { vertex } = attempt;
  const constant = constants.get(name);
  const builtin = builtins.get(name);
  if (constant !== undefined) meet(vertex, constant);
  else if (builtin?.parameters === 1 && builtin.validates !== 0) {
    const check = checkOf(attempt.run, name, builtin, []);
    meetKinds(vertex, check.kinds, check.shown);
    vertex.checks.push(check);
  } else attempt.fail(`${name} is not called`);
}

/** An item of a list, as one thing that the list has to be says it. */
export function itemOf(
  list: Conjunct,
  expression: Conjunct['expression'],
  environment = list.environment,
): Conjunct {
  return {
    ...conjunct(expression, environment),
    groups: list.groups.map((group) => group.child('[]')),
  };
}
