// SPDX-License-Identifier: Apache-2.0
import { CompileFault } from '../faults.ts';
import { everyTerm } from './every-term.ts';
import type { Clause, Group } from './resolved.ts';

/** @throws CompileFault for a call of a rule that is no function, or with other arguments than it takes */
export function checkCalls(groups: ReadonlyMap<string, Group>): void {
  for (const { clauses, fallback } of groups.values()) {
    for (const clause of fallback === undefined ? clauses : [...clauses, fallback])
      checkClause(clause, groups);
  }
}

function checkClause(clause: Clause, groups: ReadonlyMap<string, Group>): void {
  for (const expr of everyTerm(clause)) {
    if (expr.kind !== 'function') continue;
    const name = expr.path.replaceAll('\0', '.');
    const group = groups.get(expr.path);
    if (group?.kind !== 'function') throw new CompileFault(`${name} is no function`, clause.at);
    if (group.arity !== expr.args.length)
      throw new CompileFault(`${name} takes ${group.arity} arguments`, clause.at);
  }
}
