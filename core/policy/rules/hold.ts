// SPDX-License-Identifier: Apache-2.0
import type { CompiledRule } from '../compiled.ts';

/**
 * Why the rule does not hold of the document, in upstream's words; nothing if it does. A compliant rule
 * that warns does not hold, as upstream has it.
 */
export function ruleFault(
  { type, rule }: CompiledRule,
  name: string,
  input: unknown,
  now: Date,
): string | undefined {
  const { compliant, errors, warnings } = rule.evaluate(input, now);
  const [warning] = warnings;
  if (compliant) return warning === undefined ? undefined : `warning: ${warning}`;
  const about = type === 'rego' ? `type ${name}` : name;
  return `failed evaluating ${type} policy for ${about}: ${errors.join('; ') || 'it is not compliant'}`;
}
