// SPDX-License-Identifier: Apache-2.0
import type { CompiledPolicy } from '../../core/policy/compiled.ts';
import type { Applied } from '../sync/follow.ts';

/**
 * What was applied, and beside the policies that could not be those that can be met by nothing: they deny
 * what they cover.
 */
export function withBroken(
  { failing, policies, ...applied }: Applied,
  inForce: readonly CompiledPolicy[],
): Applied {
  const told = new Set(failing.map(({ policy }) => policy));
  const broken = policies.flatMap(({ id, name, kind }) => {
    if (kind !== 'ClusterImagePolicy' || told.has(id)) return [];
    const why = inForce.find((each) => each.name === name)?.broken ?? [];
    if (why.length === 0) return [];
    return [{ policy: id, message: `it denies what it covers: ${why.join('; ')}`.slice(0, 1000) }];
  });
  return { ...applied, policies, failing: [...failing, ...broken] };
}
