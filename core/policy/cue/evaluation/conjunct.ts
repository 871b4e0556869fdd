// SPDX-License-Identifier: Apache-2.0
import type { Expression } from '../language/syntax.ts';
import type { Group } from './closing.ts';
import type { Environment } from './environment.ts';

/** One of the things that a value has to be. */
export interface Conjunct {
  expression: Expression;
  environment: Environment;
  /** The groups whose declarations this is one of. */
  groups: readonly Group[];
  /** The structs that embed this: their groups close this level and none below. */
  frames: readonly Group[];
  /** The struct that directly embeds this. */
  embedded: Group | undefined;
  /** Whether it stands in an embedding beside others that must hold too. */
  joined: boolean;
  /** Whether it is an alternative of a disjunction. */
  alternative: boolean;
}

export function conjunct(expression: Expression, environment: Environment): Conjunct {
  return {
    expression,
    environment,
    groups: [],
    frames: [],
    embedded: undefined,
    joined: false,
    alternative: false,
  };
}
