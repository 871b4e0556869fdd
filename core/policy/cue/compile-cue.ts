// SPDX-License-Identifier: Apache-2.0
import { type Rule, RuleFault, type Ruling } from '../rules/rule.ts';
import { SyntaxFault } from './fault.ts';
import { type CuePolicy, compilePolicy } from './policy.ts';

/**
 * A rule in CUE, as sigstore/policy-controller evaluates it: the policy and the document are unified, and
 * what is missing is no fault. It knows no time.
 * @throws RuleFault with the place, for what is not CUE, contradicts itself, or is not evaluated
 */
export function compileCue(text: string): Rule {
  const policy = compiled(text);
  return { evaluate: (input) => ruling(policy, input) };
}

function compiled(text: string): CuePolicy {
  try {
    return compilePolicy(text);
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw new RuleFault('it cannot be compiled');
    throw new RuleFault(error.message, error.at.line, error.at.column);
  }
}

/** The longest sentence that is told, in UTF-16 units. */
const told = 1_000;

function ruling(policy: CuePolicy, input: unknown): Ruling {
  const wrong = said(policy, input);
  if (wrong === undefined) return { compliant: true, errors: [], warnings: [] };
  const error = `failed to evaluate the policy with error: ${wrong.slice(0, told)}`;
  return { compliant: false, errors: [error], warnings: [] };
}

function said(policy: CuePolicy, input: unknown): string | undefined {
  try {
    return policy.judge(input);
  } catch {
    // A defect of ours denies like a conflict of theirs.
    return 'it cannot be evaluated';
  }
}
