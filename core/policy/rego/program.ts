// SPDX-License-Identifier: Apache-2.0
import { checkCalls } from './compile/calls.ts';
import { groupsOf } from './compile/groups.ts';
import { pathKey } from './compile/names.ts';
import { checkRecursion } from './compile/recursion.ts';
import { Evaluation } from './evaluate/evaluation.ts';
import { document } from './evaluate/rules.ts';
import { EvaluationFault } from './faults.ts';
import { parseModule } from './parse/module.ts';
import { fromJson } from './values/json.ts';
import type { Value } from './values/value.ts';

/** A module of Rego, ready to be asked. */
export interface Program {
  package: string[];
  /** Whether it has rules of this name. */
  has: (rule: string) => boolean;
  /**
   * What a rule of the module gives about the input; undefined where it gives nothing.
   * @throws EvaluationFault for a conflict, and for a limit that is reached
   */
  ask: (rule: string, input: unknown, now: Date) => Value | undefined;
}

/**
 * Compiles a module.
 * @throws CompileFault for what is no Rego, what is unsafe, and what calls for a function that there is not
 */
export function compileProgram(text: string): Program {
  const module = parseModule(text);
  const groups = groupsOf(module);
  checkCalls(groups);
  checkRecursion(groups);
  return {
    package: module.package,
    has: (rule) => module.rules.some(({ name }) => name === rule),
    ask: (rule, input, now) => {
      const outer = new Evaluation(groups, undefined, now);
      try {
        const own = input === undefined ? undefined : fromJson(input, outer.spend);
        return document(pathKey([rule]), outer.about(own));
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        throw new EvaluationFault('it goes too deep');
      }
    },
  };
}
