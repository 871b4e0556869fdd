// SPDX-License-Identifier: Apache-2.0
import { kinds } from '../values/kinds.ts';
import { bool } from '../values/scalar.ts';
import { type Builtin, fault, type Known } from './known.ts';

/** A function of texts. */
export function ofTexts(
  parameters: number,
  run: (...given: string[]) => Known | ReturnType<typeof fault>,
  validates = 0,
): Builtin {
  return {
    parameters,
    takes: Array.from({ length: parameters }, () => kinds.string),
    validates,
    run: (given) => {
      const texts: string[] = [];
      for (const each of given) {
        if (each.kind !== 'string') return fault(`cannot use ${each.kind} as string`);
        texts.push(each.value);
      }
      return run(...texts);
    },
  };
}

/** A question about a text and further texts, which can be asked of a value too. */
export const asked = (parameters: number, ask: (...given: string[]) => boolean): Builtin =>
  ofTexts(parameters, (...given) => bool(ask(...given)), kinds.string);
