// SPDX-License-Identifier: Apache-2.0
import type { ClusterImagePolicySpec } from './cluster-image-policy.ts';
import { compileAuthority, type KeyMaterial } from './compile-authority.ts';
import { compileSelector } from './compile-selector.ts';
import type { CompiledAuthority, CompiledMatch, CompiledPolicy } from './compiled.ts';
import { defaulted } from './defaulted.ts';
import { formatFieldErrors } from './field-errors.ts';
import { compileGlob, globFault } from './glob.ts';
import { compiledPolicyRule } from './rules/embedded.ts';
import { validateSpec } from './validate.ts';

/**
 * Makes a policy ready to decide. It never throws and never gives nothing: what cannot be compiled
 * (a fault in the document, a key that is not there or not read, a policy in Rego or CUE) is a policy
 * that denies what it covers, with every reason; where not even that can be told, it covers everything.
 */
export function compile(
  name: string,
  given: ClusterImagePolicySpec,
  material: KeyMaterial,
): CompiledPolicy {
  const broken: string[] = [];
  const attempt = <T>(run: () => T): T | undefined => {
    try {
      return run();
    } catch (error) {
      broken.push(error instanceof Error ? error.message : 'cannot be read');
      return undefined;
    }
  };
  const spec = attempt(() => defaulted(given)) ?? {};
  const faults = attempt(() => validateSpec(spec).errors.all) ?? [];
  if (faults.length > 0) broken.push(formatFieldErrors(faults));
  const images = (spec.images ?? []).map(({ glob }) => glob ?? '');
  const unclear = images.length === 0 || images.some((glob) => globFault(glob) !== undefined);
  const unlimited = faults.some(({ paths }) => paths.some((path) => path.startsWith('spec.match')));
  const match: CompiledMatch[] = [];
  for (const { group = '', version = '', resource = '', selector } of spec.match ?? []) {
    const selects = attempt(() => compileSelector(selector)) ?? (() => true);
    match.push({ group, version, resource: resource.toLowerCase(), selects });
  }
  const authorities: CompiledAuthority[] = [];
  for (const authority of faults.length === 0 ? (spec.authorities ?? []) : []) {
    const compiled = attempt(() => compileAuthority(authority, material));
    if (compiled !== undefined) authorities.push(compiled);
  }
  const { policy } = spec;
  const rule = policy && attempt(() => compiledPolicyRule(policy));
  return {
    name,
    mode: spec.mode === 'warn' ? 'warn' : 'enforce',
    globs: unclear ? 'everything' : images.map(compileGlob),
    match: unlimited ? [] : match,
    authorities,
    ...(rule === undefined ? {} : { rule }),
    broken,
  };
}
