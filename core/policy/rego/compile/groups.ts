// SPDX-License-Identifier: Apache-2.0
import { CompileFault } from '../faults.ts';
import type { Module, RuleSyntax } from '../parse/syntax.ts';
import { clause } from './clause.ts';
import { fixedPath, namesOf, pathKey } from './names.ts';
import type { Clause, Group } from './resolved.ts';

/** The rules of a module by their path. @throws CompileFault for rules that contradict each other */
export function groupsOf(module: Module): Map<string, Group> {
  const paths = pathsOf(module.rules);
  const names = namesOf(module, [...paths.values()].map(pathKey));
  const groups = new Map<string, Group>();
  for (const rule of module.rules) {
    const path = paths.get(rule) ?? [rule.name];
    const made = clause(rule, path.length - 1, names);
    const kind = kindOf(rule, made);
    const arity = rule.args?.length ?? 0;
    const key = pathKey(path);
    const group = groups.get(key) ?? { path: key, kind, arity, clauses: [], fallback: undefined };
    if (group.kind !== kind || group.arity !== arity)
      throw new CompileFault(`the rules ${path.join('.')} contradict each other`, rule.at);
    if (rule.isDefault && group.fallback !== undefined)
      throw new CompileFault(`there are several defaults of ${path.join('.')}`, rule.at);
    if (rule.isDefault) group.fallback = made;
    else group.clauses.push(made);
    groups.set(key, group);
  }
  for (const { path, kind } of groups.values()) {
    const above = [...groups.values()].find((each) => path.startsWith(`${each.path}\0`));
    const rule = module.rules.find((each) => pathKey(fixedPath(each)) === path);
    if (above !== undefined && kind !== 'object')
      throw new CompileFault(
        'the rule stands below another one',
        rule?.at ?? { line: 1, column: 1 },
      );
  }
  return groups;
}

function kindOf(rule: RuleSyntax, { keys, contains }: Clause): Group['kind'] {
  if (rule.args !== undefined) return 'function';
  if (keys.length > 0) return 'object';
  return contains ? 'set' : 'value';
}

/**
 * The path of each rule: its constant names, or those of a rule with varying ones above it, whose
 * object it then adds to.
 */
function pathsOf(rules: readonly RuleSyntax[]): Map<RuleSyntax, string[]> {
  const objects = rules
    .filter((rule) => rule.path.length + 1 > fixedPath(rule).length)
    .map(fixedPath)
    .sort((one, other) => one.length - other.length);
  return new Map(
    rules.map((rule) => {
      const own = fixedPath(rule);
      const begins = (path: string[]) =>
        path.length <= own.length && path.every((each, index) => own[index] === each);
      return [rule, objects.find(begins) ?? own] as const;
    }),
  );
}
