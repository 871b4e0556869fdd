// SPDX-License-Identifier: Apache-2.0
import { SyntaxFault } from '../fault.ts';
import { bind, type Known } from './bind.ts';
import { Scope } from './scope.ts';
import type { Clause, Comprehension, Declaration, StructLiteral } from './syntax.ts';

/** @throws SyntaxFault */
export function bindStruct(
  literal: StructLiteral,
  around: Scope | undefined,
  known: Known,
): StructLiteral {
  const scope = new Scope(around);
  scope.declare(literal);
  const declarations = literal.declarations.map((each) => bindDeclaration(each, scope, known));
  scope.end();
  return { ...literal, declarations };
}

function bindDeclaration(declaration: Declaration, scope: Scope, known: Known): Declaration {
  switch (declaration.kind) {
    case 'ellipsis':
      return declaration;
    case 'comprehension':
      return bindComprehension(declaration, scope, known);
    case 'dynamic': {
      const label = bind(declaration.label, scope, known);
      return { ...declaration, label, value: bind(declaration.value, scope, known) };
    }
    case 'pattern': {
      const labels = bind(declaration.labels, scope, known);
      const inside = new Scope(scope);
      if (declaration.name !== undefined) inside.local(declaration.name);
      return { ...declaration, labels, value: bind(declaration.value, inside, known) };
    }
    case 'let': {
      const read = () => bind(declaration.value, scope, known);
      return { ...declaration, value: scope.holding(declaration.name, read) };
    }
    case 'field': {
      const read = () => bind(declaration.value, scope, known);
      const name = declaration.presence === 'regular' ? undefined : declaration.identifier;
      return { ...declaration, value: scope.holdingOptional(name, read) };
    }
    default:
      return { ...declaration, value: bind(declaration.value, scope, known) };
  }
}

/** @throws SyntaxFault */
export function bindComprehension(
  comprehension: Comprehension,
  around: Scope,
  known: Known,
): Comprehension {
  let scope = around;
  const clauses = comprehension.clauses.map((clause): Clause => {
    if (clause.kind === 'if') return { ...clause, condition: bind(clause.condition, scope, known) };
    const inside = new Scope(scope);
    const before = scope;
    scope = inside;
    if (clause.kind === 'let') {
      inside.local(clause.name);
      return { ...clause, value: bind(clause.value, before, known) };
    }
    if (clause.key === clause.value) {
      throw new SyntaxFault(`${clause.value} is declared twice`, comprehension.at);
    }
    if (clause.key !== undefined) inside.local(clause.key);
    inside.local(clause.value);
    return { ...clause, source: bind(clause.source, before, known) };
  });
  return { ...comprehension, clauses, body: bindStruct(comprehension.body, scope, known) };
}
