// SPDX-License-Identifier: Apache-2.0
import { kinds, numbers } from '../values/kinds.ts';
import { int } from '../values/scalar.ts';
import { meetKinds } from './meet.ts';
import type { Vertex } from './vertex.ts';

const plain: ReadonlyMap<string, number> = new Map([
  ['bool', kinds.bool],
  ['int', kinds.int],
  ['float', kinds.float],
  ['number', numbers],
  ['string', kinds.string],
  ['bytes', kinds.bytes],
]);

type Range = readonly [low: bigint, high: bigint | undefined];

const ranges: ReadonlyMap<string, Range> = new Map<string, Range>([
  ['uint', [0n, undefined]],
  ...[8n, 16n, 32n, 64n, 128n].flatMap((bits): [string, Range][] => [
    [`int${bits}`, [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n]],
    [`uint${bits}`, [0n, 2n ** bits - 1n]],
  ]),
  ['rune', [0n, 0x10ffffn]],
]);

/** The names of types that need no declaration. */
export const types: ReadonlySet<string> = new Set([...plain.keys(), ...ranges.keys()]);

/** The value has to be of this type. */
export function meetType(vertex: Vertex, name: string): void {
  const range = ranges.get(name);
  meetKinds(vertex, plain.get(name) ?? kinds.int, name);
  if (range === undefined) return;
  const [low, high] = range;
  vertex.bounds.push({ sign: '>=', by: int(low) });
  if (high !== undefined) vertex.bounds.push({ sign: '<=', by: int(high) });
}
