// SPDX-License-Identifier: Apache-2.0
import { CompileFault } from '../faults.ts';
import type { Comprehension, Literal, Term, TermOf } from '../parse/syntax.ts';
import { resolveCall } from './call.ts';
import { expanded } from './expand.ts';
import type { Names } from './names.ts';
import { refer } from './refer.ts';
import type { ComprehensionExpr, Condition, Expr, Step } from './resolved.ts';
import type { Scope } from './scope.ts';

/** A term with its names found. @throws CompileFault for a function that there is not */
export function resolveTerm(term: Term, scope: Scope, names: Names): Expr {
  const each = (inner: Term) => resolveTerm(inner, scope, names);
  switch (term.kind) {
    case 'scalar':
      return { kind: 'constant', value: term.value };
    case 'var':
      return resolveRef({ ...term, kind: 'ref', head: term, path: [] }, scope, names);
    case 'ref':
      return resolveRef(term, scope, names);
    case 'call':
      return resolveCall(term, term.args.map(each), scope, names);
    case 'array':
    case 'set':
      return { kind: term.kind, items: term.items.map(each) };
    case 'object':
      return { kind: 'object', pairs: term.pairs.map(([key, value]) => [each(key), each(value)]) };
    case 'comprehension':
      return resolveComprehension(term, scope, names);
  }
}

function resolveRef(ref: TermOf<'ref'>, scope: Scope, names: Names): Expr {
  const { head, path } = ref;
  const each = (inner: Term) => resolveTerm(inner, scope, names);
  const into = (expr: Expr, rest: Term[]): Expr => {
    if (rest.length === 0) return expr;
    const keys = rest.map(each);
    return expr.kind === 'ref'
      ? { ...expr, path: [...expr.path, ...keys] }
      : { kind: 'ref', head: expr, path: keys };
  };
  if (head.kind !== 'var') return into(each(head), path);
  const declared = scope.find(head.name);
  if (declared !== undefined) return into({ kind: 'local', name: declared }, path);
  const found = refer(head.name, path, names, ref);
  if (found === undefined) return into({ kind: 'local', name: head.name }, path);
  return into(found.expr, path.slice(found.taken));
}

function resolveComprehension(term: Comprehension, scope: Scope, names: Names): ComprehensionExpr {
  const inner = scope.enter(term.body);
  const body = resolveBody(term.body, inner, names);
  const made = (each: Term): Expr => given(resolveTerm(each, inner, names), each, body, inner);
  const value = made(term.value);
  const key = term.key === undefined ? undefined : made(term.key);
  return { kind: 'comprehension', makes: term.makes, key, value, body };
}

/** The expression as a variable that the body gives a value to, last of all. */
export function given(expr: Expr, { at }: Term, body: Step[], scope: Scope): Expr {
  if (expr.kind === 'constant') return expr;
  const local: Expr = { kind: 'local', name: scope.fresh() };
  const what: Condition = { kind: 'unify', left: local, right: expr };
  body.push(...expanded({ at, negated: false, withs: [], what }, scope.fresh));
  return local;
}

/** The conditions of a body, in the order given; the scope is the body's own. */
export const resolveBody = (body: readonly Literal[], scope: Scope, names: Names): Step[] =>
  body.flatMap((literal) => {
    const withs = literal.withs.map(({ target, value }) => ({
      path: target.slice(1),
      value: resolveTerm(value, scope, names),
    }));
    const what = resolveLiteral(literal, scope, names);
    if (what === undefined) return [];
    return expanded({ at: literal.at, negated: literal.negated, what, withs }, scope.fresh);
  });

function resolveLiteral({ what, at }: Literal, scope: Scope, names: Names): Condition | undefined {
  const each = (inner: Term) => resolveTerm(inner, scope, names);
  switch (what.kind) {
    case 'some':
      for (const name of what.names) scope.declare(name, at);
      return undefined;
    case 'term':
      return what.term.kind === 'call'
        ? asked(what.term, scope, names)
        : { kind: 'holds', expr: each(what.term) };
    case 'assign': {
      const { left } = what;
      if (left.kind !== 'var' && left.kind !== 'array' && left.kind !== 'object')
        throw new CompileFault('nothing can be assigned to this', at);
      const right = each(what.right);
      scope.patterns([left], at);
      return { kind: 'unify', left: each(left), right };
    }
    case 'unify':
      return { kind: 'unify', left: each(what.left), right: each(what.right) };
    case 'some in': {
      const head = each(what.domain);
      scope.patterns(what.key === undefined ? [what.value] : [what.key, what.value], at);
      const key: Expr =
        what.key === undefined ? { kind: 'local', name: scope.fresh() } : each(what.key);
      return { kind: 'unify', left: each(what.value), right: { kind: 'ref', head, path: [key] } };
    }
    case 'every': {
      const domain = each(what.domain);
      const own = scope.enter([]);
      const key =
        what.key === undefined || what.key.startsWith('$') ? undefined : own.declare(what.key, at);
      const value = what.value.startsWith('$') ? own.fresh() : own.declare(what.value, at);
      const body = resolveBody(what.body, own.enter(what.body), names);
      return { kind: 'every', key, value, domain, body };
    }
  }
}

/** A call that is a condition of its own: `print` says nothing here, and one argument more takes the result. */
function asked(call: TermOf<'call'>, scope: Scope, names: Names): Condition | undefined {
  if (call.name === 'print' && !names.heads.has('print')) return undefined;
  const args = call.args.map((each) => resolveTerm(each, scope, names));
  const plain = resolveCall(call, args, scope, names, true);
  const wanted = plain.kind === 'builtin' ? plain.builtin.args.length : args.length;
  const right = args.at(-1);
  if (plain.kind !== 'builtin' || args.length === wanted || right === undefined)
    return { kind: 'holds', expr: plain };
  if (args.length !== wanted + 1)
    throw new CompileFault(`${call.name} takes ${wanted} arguments`, call.at);
  return { kind: 'unify', left: { ...plain, args: args.slice(0, -1) }, right };
}
