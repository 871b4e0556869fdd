// SPDX-License-Identifier: Apache-2.0
import { Refusal } from '../fault.ts';
import type { Expression } from '../language/syntax.ts';
import { kinds } from '../values/kinds.ts';
import type { Attempt } from './attempt.ts';
import { type Bottom, failed, wanted } from './bottom.ts';
import { Group } from './closing.ts';
import type { Conjunct } from './conjunct.ts';
import type { Made } from './deferred.ts';
import { Environment } from './environment.ts';
import { operand } from './operand.ts';

/** What a struct that is closed may declare. */
const written: ReadonlySet<string> = new Set(['field', 'pattern', 'ellipsis']);

/** `close({…})`, `and([…])` and `or([…])`, whose parameters are what the value has to be. @throws Refusal */
export function structural(
  attempt: Attempt,
  one: Conjunct,
  name: string,
  { parameters, at }: Extract<Expression, { kind: 'call' }>,
): Made | Bottom {
  const [parameter] = parameters;
  if (parameter === undefined || parameters.length > 1)
    return failed(`wrong number of arguments for ${name}`);
  if (name === 'close') {
    if (
      parameter.kind !== 'struct' ||
      !parameter.declarations.every(({ kind }) => written.has(kind))
    ) {
      throw new Refusal('closing anything but a struct of plain fields is not evaluated');
    }
    const closed = operand(attempt.run, parameter, one.environment);
    if (closed.kind === 'bottom') {
      const known = closed.kinds !== undefined && closed.incomplete;
      return known ? failed('what is closed must be a struct') : closed;
    }
    if (closed.kind !== 'vertex' || !closed.vertex.isStruct) return failed('close wants a struct');
    const apply = () => {
      const group = new Group(true, false);
      const own = one.embedded === undefined ? group : group.within(one.embedded);
      const groups = [...one.groups, own];
      attempt.add({ ...one, expression: parameter, groups });
    };
    return { of: [], apply };
  }
  const list = operand(attempt.run, parameter, one.environment);
  if (list.kind === 'bottom') return wanted(list, kinds.list, 'a list');
  if (list.kind !== 'vertex' || list.vertex.lists.length === 0)
    return failed(`${name} wants a list`);
  const { items } = list.vertex;
  const locals = new Map(items.map((item, index) => [String(index), item]));
  const environment = new Environment(one.environment, undefined, undefined, locals);
  const each = items.map((_, index): Expression => {
    const label = String(index);
    return { kind: 'name', name: label, bound: { of: 'local', name: label, up: 0 }, at };
  });
  if (name === 'or' && each.length === 0) throw new Refusal('or of an empty list is not evaluated');
  const apply = () => {
    if (name === 'and')
      for (const expression of each) attempt.add({ ...one, expression, environment });
    else {
      const alternatives = each.map((value) => ({ value, preferred: false }));
      attempt.add({ ...one, expression: { kind: 'disjunction', alternatives, at }, environment });
    }
  };
  return { of: items, apply };
}
