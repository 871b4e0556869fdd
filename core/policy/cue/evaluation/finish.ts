// SPDX-License-Identifier: Apache-2.0
import { isRegular } from '../language/syntax.ts';
import { shownBound, within } from '../values/bound.ts';
import { kinds } from '../values/kinds.ts';
import { shown } from '../values/scalar.ts';
import { failed } from './bottom.ts';
import { allows } from './closing.ts';
import { finishLists } from './lists.ts';
import { squeeze } from './squeeze.ts';
import type { Vertex } from './vertex.ts';

/** Asks what is known of a value so far whether it is within its bounds. */
export function meetWith(vertex: Vertex): void {
  const { scalar, bounds, checks } = vertex;
  if (vertex.kinds === kinds.null && scalar === undefined) vertex.scalar = { kind: 'null' };
  if (vertex.scalar === undefined) return;
  for (const bound of bounds) {
    if (within(bound, vertex.scalar)) continue;
    const message = `invalid value ${shown(vertex.scalar)} (out of bound ${shownBound(bound)})`;
    vertex.error ??= failed(message, vertex.path);
  }
  for (const check of checks) {
    const fault = vertex.error === undefined ? check.fault(vertex) : undefined;
    if (fault !== undefined) vertex.error ??= failed(fault, vertex.path);
  }
}

/** What can be said of a value once all that it has to be is known. */
export function finish(vertex: Vertex): void {
  if (vertex.error !== undefined) return;
  if (vertex.scalar === undefined) squeeze(vertex);
  meetWith(vertex);
  if (vertex.lists.length > 0) finishLists(vertex);
  for (const [label, { vertex: below, presence }] of vertex.arcs) {
    if (!isRegular(label) || presence === 'optional') continue;
    for (const allowance of vertex.allowances.values()) {
      if (!allows(allowance, label)) vertex.error ??= failed('field not allowed', below.path);
    }
  }
}
