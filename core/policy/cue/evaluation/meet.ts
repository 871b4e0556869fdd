// SPDX-License-Identifier: Apache-2.0
import { shownKinds } from '../values/kinds.ts';
import { kindOf, type Scalar, same, shown } from '../values/scalar.ts';
import { failed } from './bottom.ts';
import type { Vertex } from './vertex.ts';

/** The value has to be this one. */
export function meet(vertex: Vertex, scalar: Scalar): void {
  if (vertex.scalar !== undefined && !same(vertex.scalar, scalar)) {
    const message = `conflicting values ${shown(vertex.scalar)} and ${shown(scalar)}`;
    vertex.error ??= failed(message, vertex.path);
    return;
  }
  meetKinds(vertex, kindOf(scalar), shown(scalar));
  vertex.scalar ??= scalar;
}

/** The value has to be of one of these kinds. */
export function meetKinds(vertex: Vertex, mask: number, by: string): void {
  const left = vertex.kinds & mask;
  if (left === 0) {
    const is = vertex.scalar === undefined ? shownKinds(vertex.kinds) : shown(vertex.scalar);
    const types = `mismatched types ${shownKinds(vertex.kinds)} and ${shownKinds(mask)}`;
    vertex.error ??= failed(`conflicting values ${is} and ${by} (${types})`, vertex.path);
    return;
  }
  vertex.kinds = left;
}
