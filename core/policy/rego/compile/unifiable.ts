// SPDX-License-Identifier: Apache-2.0
import type { Expr } from './resolved.ts';
import { variablesIn } from './variables.ts';

/**
 * The variables that get a value where two terms are made equal, and those in `safe` have one. Pairs
 * that say nothing yet are looked at again when others have said something.
 */
export function unifiable(left: Expr, right: Expr, safe: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  const known = (expr: Expr): boolean =>
    variablesIn(expr).every((each) => safe.has(each) || found.has(each));
  let pairs: [Expr, Expr][] = [[left, right]];
  let open = Number.POSITIVE_INFINITY;
  while (pairs.length > 0 && pairs.length !== open) {
    open = pairs.length;
    const later: [Expr, Expr][] = [];
    const queue = pairs;
    for (let pair = queue.pop(); pair !== undefined; pair = queue.pop()) {
      const [one, other] = pair;
      const inside = paired(one, other);
      if (inside !== undefined) queue.push(...inside);
      else if (isPattern(one) && isPattern(other)) later.push(pair);
      else if (known(one)) bound(other, found);
      else if (known(other)) bound(one, found);
      else later.push(pair);
    }
    pairs = later;
  }
  return found;
}

const isPattern = ({ kind }: Expr): boolean => kind === 'array' || kind === 'object';

/** The variables of a pattern, which a value gives values to. */
function bound(expr: Expr, into: Set<string>): void {
  if (expr.kind === 'local') into.add(expr.name);
  else if (expr.kind === 'array') for (const each of expr.items) bound(each, into);
  else if (expr.kind === 'object') for (const [, value] of expr.pairs) bound(value, into);
}

/** What has to be equal for two patterns to be; undefined where that cannot be told. */
export function paired(one: Expr, other: Expr): [Expr, Expr][] | undefined {
  if (one.kind === 'array' && other.kind === 'array' && one.items.length === other.items.length)
    return one.items.flatMap((each, index): [Expr, Expr][] => {
      const opposite = other.items[index];
      return opposite === undefined ? [] : [[each, opposite]];
    });
  if (one.kind !== 'object' || other.kind !== 'object') return undefined;
  const sorted = [one, other].map(({ pairs }) => constantKeys(pairs));
  const [ours, theirs] = sorted;
  if (ours === undefined || theirs === undefined || ours.size !== theirs.size) return undefined;
  const found: [Expr, Expr][] = [];
  for (const [key, value] of ours) {
    const opposite = theirs.get(key);
    if (opposite === undefined) return undefined;
    found.push([value, opposite]);
  }
  return found;
}

function constantKeys(pairs: readonly [Expr, Expr][]): Map<unknown, Expr> | undefined {
  const found = new Map<unknown, Expr>();
  for (const [key, value] of pairs) {
    if (key.kind !== 'constant' || found.has(key.value)) return undefined;
    found.set(key.value, value);
  }
  return found;
}
