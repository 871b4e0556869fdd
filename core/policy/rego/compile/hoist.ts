// SPDX-License-Identifier: Apache-2.0
import type { Condition, Expr, Step } from './resolved.ts';
import { closuresOf } from './variables.ts';

/**
 * Puts references and comprehensions that stand in other terms before the step, in the ordered body and
 * in all bodies in it: they are asked first, and where one is undefined, nothing holds, under `not` either.
 */
export function hoist(body: Step[], fresh: () => string): void {
  for (const step of body) for (const { body: inner } of closuresOf(step)) hoist(inner, fresh);
  const made = body.flatMap((step) => hoisted(step, fresh));
  body.splice(0, body.length, ...made);
}

function hoisted(step: Step, fresh: () => string): Step[] {
  const before: Step[] = [];
  const out = (expr: Expr): Expr => {
    const inner = inside(expr, out);
    if (inner.kind !== 'ref' && inner.kind !== 'rules' && inner.kind !== 'comprehension') {
      if (inner.kind !== 'input' && inner.kind !== 'nothing') return inner;
    }
    const left: Expr = { kind: 'local', name: fresh() };
    before.push({ ...step, negated: false, what: { kind: 'unify', left, right: inner } });
    return left;
  };
  const what = conditionOf(step.what, out);
  return [...before, { ...step, what }];
}

function conditionOf(what: Condition, out: (expr: Expr) => Expr): Condition {
  /** A reference that is compared as it is stays, and what it goes by is asked before. */
  const kept = (expr: Expr): Expr => (isCollection(expr) ? out(expr) : inside(expr, out));
  switch (what.kind) {
    case 'unify':
    case 'equal':
      return { ...what, left: kept(what.left), right: kept(what.right) };
    case 'every':
      return { ...what, domain: out(what.domain) };
    case 'holds': {
      const { expr } = what;
      if (expr.kind !== 'builtin' && expr.kind !== 'function') return { ...what, expr: kept(expr) };
      return { ...what, expr: { ...expr, args: expr.args.map(out) } };
    }
  }
}

const isCollection = ({ kind }: Expr): boolean =>
  kind === 'array' || kind === 'set' || kind === 'object';

function inside(expr: Expr, out: (expr: Expr) => Expr): Expr {
  switch (expr.kind) {
    case 'ref':
      return { ...expr, head: atHead(expr.head, out), path: expr.path.map(out) };
    case 'array':
    case 'set':
      return { ...expr, items: expr.items.map(out) };
    case 'object':
      return { ...expr, pairs: expr.pairs.map(([key, value]) => [out(key), out(value)]) };
    case 'builtin':
    case 'function':
      return { ...expr, args: expr.args.map(out) };
    default:
      return expr;
  }
}

const atHead = (head: Expr, out: (expr: Expr) => Expr): Expr =>
  head.kind === 'input' || head.kind === 'rules' || head.kind === 'nothing' ? head : out(head);
