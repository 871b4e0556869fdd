// SPDX-License-Identifier: Apache-2.0
import { compileCue } from '../cue/compile-cue.ts';
import { compileRego } from '../rego/compile-rego.ts';
import { type Rule, RuleFault } from './rule.ts';

/** A rule as a policy carries it: its language, and its text. */
export interface RuleText {
  type: string;
  data: string;
}

/** @throws RuleFault for what cannot be compiled, or is in a language that is not evaluated */
export function compileRule({ type, data }: RuleText): Rule {
  if (type === 'rego') return compileRego(data);
  if (type === 'cue') return compileCue(data);
  throw new RuleFault(`${type} policies are not evaluated`);
}
