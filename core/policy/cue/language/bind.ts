// SPDX-License-Identifier: Apache-2.0
import { SyntaxFault } from '../fault.ts';
import { bindComprehension, bindStruct } from './bind-struct.ts';
import type { Scope } from './scope.ts';
import type { Expression } from './syntax.ts';

/** What a policy may name beside its own fields. */
export interface Known {
  /** Packages by the name that the policy gives them. */
  imports: ReadonlyMap<string, string>;
  types: ReadonlySet<string>;
  /** Functions and constants, those of packages as `strings.HasPrefix`. */
  builtins: ReadonlySet<string>;
}

/**
 * The expression with each name tied to what it means.
 * @throws SyntaxFault for a name that means nothing
 */
export function bind(expression: Expression, scope: Scope, known: Known): Expression {
  const inside = (each: Expression): Expression => bind(each, scope, known);
  switch (expression.kind) {
    case 'free':
      return bindName(expression, scope, known);
    case 'select':
      return packaged(expression, scope, known) ?? { ...expression, of: inside(expression.of) };
    case 'interpolation':
      return { ...expression, expressions: expression.expressions.map(inside) };
    case 'struct':
      return bindStruct(expression, scope, known);
    case 'list': {
      const items = expression.items.map((item) =>
        item.kind === 'comprehension' ? bindComprehension(item, scope, known) : inside(item),
      );
      return { ...expression, items, rest: expression.rest && inside(expression.rest) };
    }
    case 'index':
      return { ...expression, of: inside(expression.of), by: inside(expression.by) };
    case 'call': {
      const parameters = expression.parameters.map(inside);
      return { ...expression, of: inside(expression.of), parameters };
    }
    case 'unary': {
      const of = inside(expression.of);
      if (computing.has(expression.sign)) mustBeConcrete(of, expression.sign);
      return { ...expression, of };
    }
    case 'binary': {
      const [left, right] = [inside(expression.left), inside(expression.right)];
      if (expression.sign !== '&') {
        mustBeConcrete(left, expression.sign);
        mustBeConcrete(right, expression.sign);
      }
      return { ...expression, left, right };
    }
    case 'disjunction':
      return {
        ...expression,
        alternatives: expression.alternatives.map(({ value, preferred }) => ({
          value: inside(value),
          preferred,
        })),
      };
    default:
      return expression;
  }
}

const computing: ReadonlySet<string> = new Set(['+', '-', '!']);

/** What never is a single value cannot be computed with, whether that is ever done or not. */
function mustBeConcrete(side: Expression, sign: string): void {
  const bound = side.kind === 'unary' && !computing.has(side.sign);
  if (!bound && side.kind !== 'top' && side.kind !== 'type') return;
  throw new SyntaxFault(`invalid operand of '${sign}', which requires a concrete value`, side.at);
}

function bindName(
  { name, at }: Extract<Expression, { kind: 'free' }>,
  scope: Scope,
  known: Known,
): Expression {
  const bound = scope.find(name, at);
  if (bound !== undefined) return { kind: 'name', name, bound, at };
  if (known.imports.has(name)) throw new SyntaxFault(`package ${name} is no value`, at);
  if (known.types.has(name)) return { kind: 'type', name, at };
  if (known.builtins.has(name)) return { kind: 'builtin', name, at };
  throw new SyntaxFault(`reference "${name}" not found`, at);
}

/** `strings.HasPrefix`: of a package, unless a field has that name. */
function packaged(
  { of, label, at }: Extract<Expression, { kind: 'select' }>,
  scope: Scope,
  { imports, builtins }: Known,
): Expression | undefined {
  if (of.kind !== 'free') return undefined;
  const path = imports.get(of.name);
  if (path === undefined || scope.find(of.name, of.at) !== undefined) return undefined;
  const name = `${path}${label}`;
  if (!builtins.has(name)) throw new SyntaxFault(`${name} is not evaluated`, at);
  return { kind: 'builtin', name, at };
}
