// SPDX-License-Identifier: Apache-2.0
import { CompileFault } from '../faults.ts';
import { everyTerm } from './every-term.ts';
import type { Clause, Group } from './resolved.ts';

/** @throws CompileFault for rules that ask themselves, by whatever way */
export function checkRecursion(groups: ReadonlyMap<string, Group>): void {
  const done = new Set<Group>();
  const open = new Set<Group>();
  const visit = (group: Group): void => {
    if (done.has(group)) return;
    const [first] = [...group.clauses, ...[group.fallback ?? []].flat()];
    if (open.has(group)) {
      const name = group.path.replaceAll('\0', '.');
      throw new CompileFault(`rule ${name} asks itself: recursion`, first?.at ?? nowhere);
    }
    open.add(group);
    const clauses = [...group.clauses, ...[group.fallback ?? []].flat()];
    for (const path of new Set(clauses.flatMap(askedBy))) {
      for (const each of groups.values())
        if (each.path === path || each.path.startsWith(`${path}\0`)) visit(each);
    }
    open.delete(group);
    done.add(group);
  };
  for (const group of groups.values()) visit(group);
}

const nowhere = { line: 1, column: 1 };

const askedBy = (clause: Clause): string[] =>
  everyTerm(clause).flatMap((expr) =>
    expr.kind === 'rules' || expr.kind === 'function' ? expr.path : [],
  );
