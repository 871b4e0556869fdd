// SPDX-License-Identifier: Apache-2.0
import type { Fault } from '../errors.ts';
import type { EmbeddedPolicy } from './cluster-image-policy.ts';
import { compileEmbedded, noConfigFile } from './rules/embedded.ts';
import { RuleFault } from './rules/rule.ts';

/** What becomes of a policy that nothing can meet. */
export const denies = 'such a policy denies what it covers';

/**
 * Why a rule in Rego or CUE is never met. A fault in its text has its line and column there, and the
 * field of the text as its place.
 */
export function lintRule(policy: EmbeddedPolicy, at: string): Fault[] {
  const fetched =
    policy.fetchConfigFile === true
      ? [{ place: `${at}.fetchConfigFile`, fault: `${noConfigFile}: ${denies}` }]
      : [];
  // Without a text and without another place to read it from it is refused, and not for this.
  const { type, data = '', configMapRef, remote } = policy;
  const unread = data === '' && configMapRef === undefined && remote === undefined;
  if (unread || (type !== 'rego' && type !== 'cue')) return fetched;
  try {
    compileEmbedded(policy);
    return fetched;
  } catch (error) {
    if (!(error instanceof RuleFault)) throw error;
    const { message, line, column } = error;
    const within = line === undefined || column === undefined ? {} : { line, column };
    const place = configMapRef === undefined && remote === undefined ? `${at}.data` : at;
    return [...fetched, { place, fault: `${message}: ${denies}`, ...within }];
  }
}
