// SPDX-License-Identifier: Apache-2.0
import type { Scalar } from '../values/scalar.ts';

/** What functions are given and give; of a struct only how many fields it has, of a list what is known. */
export type Known =
  | Scalar
  | { kind: 'list'; items: (Known | undefined)[] }
  | { kind: 'struct'; fields: number };

/** A function: what it comes to; or why it fails; or nothing, when it is not known yet. */
export interface Builtin {
  parameters: number;
  /** The kinds that each parameter may be of. */
  takes: readonly number[];
  /** The kinds of its first parameter, where it can be asked of a value without that; otherwise none. */
  validates: number;
  run: (given: readonly Known[]) => Known | { kind: 'fault'; message: string } | undefined;
}

export const fault = (message: string): { kind: 'fault'; message: string } => ({
  kind: 'fault',
  message,
});
