// SPDX-License-Identifier: Apache-2.0
import type { EmbeddedPolicy } from '../cluster-image-policy.ts';
import type { CompiledPolicyRule, CompiledRule } from '../compiled.ts';
import { compileRule } from './compile-rule.ts';
import { type Rule, RuleFault } from './rule.ts';

/**
 * The rule that stands in a policy.
 * @throws RuleFault for one that cannot be compiled, and for one that stands elsewhere: nothing is fetched
 */
export function compileEmbedded({ type = '', data, configMapRef, remote }: EmbeddedPolicy): Rule {
  if (configMapRef !== undefined) {
    throw new RuleFault(`ConfigMap "${configMapRef.name ?? ''}" of configMapRef is not fetched`);
  }
  if (remote !== undefined) throw new RuleFault(`${remote.url ?? 'remote'} is not fetched`);
  return compileRule({ type, data: data ?? '' });
}

/**
 * The rule that stands at a place of a policy.
 * @throws Error with the place, why there is none, and where in its text
 */
export function compiledAt(place: string, policy: EmbeddedPolicy): CompiledRule {
  try {
    return { type: policy.type ?? '', rule: compileEmbedded(policy) };
  } catch (error) {
    if (!(error instanceof RuleFault)) throw error;
    const { message, line, column } = error;
    const at = line === undefined ? '' : ` (line ${line}, column ${column} of it)`;
    throw new Error(`${place}: ${message}${at}, so this one denies what it covers`, {
      cause: error,
    });
  }
}

/** Why a rule that wants to read what is in the image is never met. */
export const noConfigFile = 'the config files of images are not fetched (fetchConfigFile)';

/**
 * The rule on a whole policy.
 * @throws Error with why there is none, and for one that wants what is not at hand
 */
export function compiledPolicyRule(policy: EmbeddedPolicy): CompiledPolicyRule {
  const compiled = compiledAt('spec.policy', policy);
  if (policy.fetchConfigFile === true)
    throw new Error(`spec.policy: ${noConfigFile}, so this one denies what it covers`);
  const { includeSpec: spec = false, includeObjectMeta: metadata = false } = policy;
  return { ...compiled, wants: { spec, metadata, typemeta: policy.includeTypeMeta ?? false } };
}
