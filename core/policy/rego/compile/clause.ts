// SPDX-License-Identifier: Apache-2.0
import type { RuleSyntax } from '../parse/syntax.ts';
import { hoist } from './hoist.ts';
import type { Names } from './names.ts';
import { given, resolveBody, resolveTerm } from './resolve.ts';
import type { Clause } from './resolved.ts';
import { orderSafely } from './safety.ts';
import { Scope } from './scope.ts';
import { variablesIn } from './variables.ts';

/**
 * A rule as it is evaluated; its path has so many terms that are keys of none of its objects.
 * @throws CompileFault
 */
export function clause(rule: RuleSyntax, fixed: number, names: Names): Clause {
  const { at, key, value, otherwise } = rule;
  const outer = new Scope();
  outer.patterns(rule.args ?? [], at);
  const args = (rule.args ?? []).map((each) => resolveTerm(each, outer, names));
  const scope = outer.enter(rule.body);
  const body = resolveBody(rule.body, scope, names);
  const made = [...rule.path.slice(fixed), ...[key ?? value ?? []].flat()].map((term) =>
    given(resolveTerm(term, scope, names), term, body, scope),
  );
  orderSafely(body, new Set(args.flatMap(variablesIn)));
  hoist(body, scope.fresh);
  return {
    at,
    args,
    body,
    keys: made.slice(0, -1),
    value: made.at(-1) ?? { kind: 'constant', value: true },
    contains: key !== undefined,
    otherwise: otherwise && clause(otherwise, fixed, names),
  };
}
