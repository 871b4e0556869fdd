// SPDX-License-Identifier: Apache-2.0
import { Refusal } from '../fault.ts';
import { type Bound, shownBound } from '../values/bound.ts';
import { compareDecimals, type Decimal } from '../values/decimal.ts';
import { kinds, numbers } from '../values/kinds.ts';
import { isNumber, ordered } from '../values/scalar.ts';
import { failed } from './bottom.ts';
import type { Vertex } from './vertex.ts';

/**
 * Bounds that leave no value are an error also where no value is given. Where they leave a single one, CUE
 * takes it, in ways that depend on the order of the bounds: that is not evaluated.
 * @throws Refusal
 */
export function squeeze(vertex: Vertex): void {
  const low = tightest(vertex.bounds, ['>', '>='], -1);
  const high = tightest(vertex.bounds, ['<', '<='], 1);
  if (low === undefined || high === undefined) return;
  const order = ordered(low.by, high.by);
  if (order === undefined) return;
  const strict = low.sign === '>' || high.sign === '<';
  if (order > 0 || (order === 0 && strict)) {
    const message = `incompatible bounds ${shownBound(high)} and ${shownBound(low)}`;
    vertex.error ??= failed(message, vertex.path);
    return;
  }
  const close =
    (vertex.kinds & numbers) === kinds.int &&
    isNumber(low.by) &&
    isNumber(high.by) &&
    compareDecimals(sum(low.by.value, 2n), high.by.value) >= 0;
  if (order === 0 || close) {
    throw new Refusal(
      `${vertex.path}: bounds that leave one value are not evaluated where none is given`,
    );
  }
}

const sum = ({ coefficient, exponent }: Decimal, more: bigint): Decimal =>
  exponent < 0
    ? { coefficient: coefficient + more * 10n ** BigInt(-exponent), exponent }
    : { coefficient: coefficient * 10n ** BigInt(exponent) + more, exponent: 0 };

function tightest(
  bounds: readonly Bound[],
  signs: readonly string[],
  side: 1 | -1,
): Bound | undefined {
  let found: Bound | undefined;
  for (const bound of bounds) {
    if (!signs.includes(bound.sign)) continue;
    const order = found === undefined ? -side : ordered(bound.by, found.by);
    if (order === undefined) return undefined;
    const tighter = side > 0 ? order < 0 : order > 0;
    if (tighter || (order === 0 && !bound.sign.includes('='))) found = bound;
  }
  return found;
}
