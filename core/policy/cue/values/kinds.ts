// SPDX-License-Identifier: Apache-2.0

/** What a value can be, as bits: a type is a set of them. */
export const kinds = {
  null: 1,
  bool: 2,
  int: 4,
  float: 8,
  string: 16,
  bytes: 32,
  list: 64,
  struct: 128,
} as const;

export const numbers = kinds.int | kinds.float;
export const anyKind = 255;

/** The kinds as a person reads them. */
export function shownKinds(mask: number): string {
  const names = Object.entries(kinds).flatMap(([name, bit]) => (mask & bit ? [name] : []));
  const shown = mask === anyKind ? '_' : names.join('|');
  return shown.replace('int|float', 'number');
}
