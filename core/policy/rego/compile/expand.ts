// SPDX-License-Identifier: Apache-2.0
import type { Condition, Expr, Step } from './resolved.ts';

/**
 * The step with no call in another term: each is a step before it, which gives a variable its result.
 * So does OPA, which shows where a call under `not` has no answer: then nothing holds.
 */
export function expanded(step: Step, fresh: () => string): Step[] {
  const before: Step[] = [];
  const withs = step.withs.map(({ path, value }) => {
    const own = outOf(value, fresh, { ...step, withs: [] });
    before.push(...own.before);
    return { path, value: own.expr };
  });
  const like = { ...step, withs };
  const out = (expr: Expr): Expr => {
    const own = outOf(expr, fresh, like);
    before.push(...own.before);
    return own.expr;
  };
  const what = conditionOf(step.what, out);
  return [...before, { ...like, what }];
}

function conditionOf(what: Condition, out: (expr: Expr) => Expr): Condition {
  switch (what.kind) {
    case 'unify':
    case 'equal':
      return { ...what, left: out(what.left), right: out(what.right) };
    case 'every':
      return { ...what, domain: out(what.domain) };
    case 'holds':
      return asked(what.expr, out);
  }
}

function asked(expr: Expr, out: (expr: Expr) => Expr): Condition {
  if (expr.kind !== 'builtin' && expr.kind !== 'function')
    return { kind: 'holds', expr: out(expr) };
  const args = expr.args.map(out);
  const [left, right] = args;
  // Equality compares what stands in the step as it is; what stands in it further is asked before.
  if (expr.kind === 'builtin' && expr.name === 'equal' && left !== undefined && right !== undefined)
    return { kind: 'equal', left, right };
  return { kind: 'holds', expr: { ...expr, args } };
}

interface Out {
  before: Step[];
  expr: Expr;
}

function outOf(expr: Expr, fresh: () => string, like: Step): Out {
  const before: Step[] = [];
  const each = (inner: Expr): Expr => {
    const own = outOf(inner, fresh, like);
    before.push(...own.before);
    return own.expr;
  };
  switch (expr.kind) {
    case 'ref':
      return { expr: { ...expr, head: each(expr.head), path: expr.path.map(each) }, before };
    case 'array':
    case 'set':
      return { expr: { ...expr, items: expr.items.map(each) }, before };
    case 'object': {
      const pairs = expr.pairs.map(([key, value]): [Expr, Expr] => [each(key), each(value)]);
      return { expr: { ...expr, pairs }, before };
    }
    case 'builtin':
    case 'function': {
      const right = { ...expr, args: expr.args.map(each) };
      const local: Expr = { kind: 'local', name: fresh() };
      before.push({ ...like, negated: false, what: { kind: 'unify', left: local, right } });
      return { expr: local, before };
    }
    default:
      return { expr, before };
  }
}
