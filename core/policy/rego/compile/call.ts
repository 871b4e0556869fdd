// SPDX-License-Identifier: Apache-2.0
import { builtins } from '../builtins/all.ts';
import { accepts } from '../builtins/builtin.ts';
import { CompileFault } from '../faults.ts';
import type { TermOf } from '../parse/syntax.ts';
import type { TypeName } from '../values/value.ts';
import { typeName } from '../values/value.ts';
import type { Names } from './names.ts';
import { refer } from './refer.ts';
import type { Expr } from './resolved.ts';
import type { Scope } from './scope.ts';

/**
 * The function that a call calls: one of the module, or a built-in one. `onemore`: it may have an
 * argument more than it takes.
 * @throws CompileFault for one that there is not, and for arguments that it never takes
 */
export function resolveCall(
  call: TermOf<'call'>,
  args: Expr[],
  scope: Scope,
  names: Names,
  onemore = false,
): Expr {
  const { name, at } = call;
  const [head = '', ...rest] = name.split('.');
  if (scope.find(head) === undefined) {
    const behind = rest.map((value) => ({ kind: 'scalar', value, at }) as const);
    const found = refer(head, behind, names, call);
    if (found?.expr.kind === 'rules' && found.taken === rest.length)
      return { kind: 'function', path: found.expr.path, args };
  }
  const builtin = builtins.get(name);
  if (builtin === undefined) throw new CompileFault(`there is no function ${name} here`, at);
  const wanted = builtin.args.length;
  if (args.length !== wanted && !(onemore && args.length === wanted + 1))
    throw new CompileFault(`${name} takes ${wanted} arguments, not ${args.length}`, at);
  for (const [index, taker] of builtin.args.entries()) {
    const type = args[index] && literalType(args[index]);
    if (type !== undefined && !accepts(taker, type))
      throw new CompileFault(`${name} takes no ${type} as argument ${index + 1}`, at);
  }
  return { kind: 'builtin', name, builtin, args };
}

/** The type of what is written out. */
function literalType(expr: Expr): TypeName | undefined {
  if (expr.kind === 'constant') return typeName(expr.value);
  if (expr.kind === 'comprehension') return expr.makes;
  return expr.kind === 'array' || expr.kind === 'set' || expr.kind === 'object'
    ? expr.kind
    : undefined;
}
