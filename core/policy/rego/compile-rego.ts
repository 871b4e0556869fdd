// SPDX-License-Identifier: Apache-2.0
import { type Rule, RuleFault, type Ruling } from '../rules/rule.ts';
import { CompileFault, EvaluationFault } from './faults.ts';
import { limits } from './limits.ts';
import { compileProgram, type Program } from './program.ts';
import { isArray, ObjectValue, SetValue, type Value } from './values/value.ts';

const rule = 'isCompliant';
const query = `isCompliant = data.sigstore.${rule}`;

/**
 * A rule in Rego, as sigstore/policy-controller evaluates it: what `isCompliant` of package `sigstore`
 * gives is true, or a list of results of which one is.
 * @throws RuleFault with the place for what cannot be compiled, and for a module that decides nothing
 */
export function compileRego(text: string): Rule {
  const program = compiled(text);
  if (program.package.join('.') !== 'sigstore' || !program.has(rule))
    throw new RuleFault(`there is no rule ${rule} in package sigstore`, 1, 1);
  return { evaluate: (input, now) => evaluated(program, input, now) };
}

function compiled(text: string): Program {
  try {
    return compileProgram(text);
  } catch (error) {
    if (error instanceof CompileFault)
      throw new RuleFault(error.message, error.at.line, error.at.column);
    // Nothing else is foreseen, but for what stands so deep that the stack does not suffice.
    throw new RuleFault('it cannot be compiled');
  }
}

function evaluated(program: Program, input: unknown, now: Date): Ruling {
  try {
    return ruling(program.ask(rule, input, now));
  } catch (error) {
    // A defect of ours denies like a conflict of theirs.
    const why = error instanceof EvaluationFault ? error.message : 'it cannot be evaluated';
    return failed(`evaluation failed: ${why}`);
  }
}

const failed = (...errors: string[]): Ruling => ({ compliant: false, errors, warnings: [] });

function ruling(value: Value | undefined): Ruling {
  const not = `policy is not compliant for query '${query}'`;
  if (value === true) return { compliant: true, errors: [], warnings: [] };
  if (value === undefined || value === null || typeof value !== 'object') return failed(not);
  if (!isArray(value) && !(value instanceof SetValue)) return failed(not);
  const errors: string[] = [];
  for (const each of isArray(value) ? value : value.items()) {
    const result = resultOf(each);
    if (result === undefined) return failed(`${not} due to parsing errors`);
    if (!result.result) errors.push(result.error);
    else return { compliant: true, errors: [], warnings: [result.warning].filter((text) => text) };
  }
  const told = errors.slice(0, limits.errors).map((each) => each.slice(0, limits.told));
  return failed(errors.length === 0 ? not : `${not} with errors: ${told.join('; ')}`);
}

/** A result as Go reads it: names in any case, and what is left out is false or empty. */
function resultOf(value: Value): { result: boolean; error: string; warning: string } | undefined {
  if (!(value instanceof ObjectValue)) return undefined;
  const field = (name: string) =>
    value.entries().find(([key]) => typeof key === 'string' && key.toLowerCase() === name)?.[1];
  const [result, error, warning] = [
    field('result') ?? false,
    field('error') ?? '',
    field('warning') ?? '',
  ];
  if (typeof result !== 'boolean' || typeof error !== 'string' || typeof warning !== 'string')
    return undefined;
  return { result, error, warning: warning.slice(0, limits.told) };
}
