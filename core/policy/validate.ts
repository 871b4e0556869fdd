// SPDX-License-Identifier: Apache-2.0
import type { ClusterImagePolicySpec } from './cluster-image-policy.ts';
import { FieldErrors } from './field-errors.ts';
import { globFault } from './glob.ts';
import { isResource } from './resources.ts';
import { validateAuthority, validateEmbedded } from './validate-authority.ts';

/** Which of upstream's settings hold. */
export interface ValidationSettings {
  failOnEmptyAuthorities: boolean;
}

/**
 * Holds a ClusterImagePolicy against upstream's rules, in upstream's words, with its warnings. One
 * difference: keyless without identities is not refused; `lint` warns about it.
 */
export function validateSpec(
  spec: ClusterImagePolicySpec,
  settings: ValidationSettings = { failOnEmptyAuthorities: true },
): { errors: FieldErrors; warnings: FieldErrors } {
  const errors = new FieldErrors();
  const warnings = new FieldErrors();
  if ((spec.images?.length ?? 0) === 0) errors.missing('spec.images');
  (spec.images ?? []).forEach(({ glob }, index) => {
    const at = `spec.images[${index}].glob`;
    const fault = glob ? globFault(glob) : undefined;
    if (!glob) errors.missing(at);
    else if (fault !== undefined) errors.invalid(glob, at, fault);
  });
  const authorities = spec.authorities ?? [];
  if (authorities.length === 0 && settings.failOnEmptyAuthorities)
    errors.missing('spec.authorities');
  authorities.forEach((authority, index) => {
    validateAuthority(authority, `spec.authorities[${index}]`, errors, warnings);
  });
  if (spec.policy !== undefined) validateEmbedded(spec.policy, 'spec.policy', errors, true);
  const mode = spec.mode ?? '';
  if (mode !== '' && mode !== 'enforce' && mode !== 'warn') {
    errors.invalid(mode, 'spec.mode', 'unsupported mode');
  }
  (spec.match ?? []).forEach(({ group, version, resource, selector }, index) => {
    const at = `spec.match[${index}]`;
    if (resource && !isResource(resource)) {
      errors.invalid(resource, `${at}.resource`, 'unsupported resource name');
    }
    if (selector !== undefined && !group && !version && !resource) {
      const why = 'selector requires a resource type to match the labels';
      errors.invalid('', `${at}.selector`, why);
    }
  });
  return { errors, warnings };
}
