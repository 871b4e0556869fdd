// SPDX-License-Identifier: Apache-2.0
import type { Authority, ClusterImagePolicySpec } from './cluster-image-policy.ts';

/** The CA that keyless means when nothing is said. */
export const defaultFulcio = 'https://fulcio.sigstore.dev';

/** The spec with what upstream's defaulting webhook fills in. */
export function defaulted(spec: ClusterImagePolicySpec): ClusterImagePolicySpec {
  return {
    ...spec,
    mode: spec.mode || 'enforce',
    ...(spec.authorities
      ? { authorities: spec.authorities.map((each, index) => defaultedAuthority(each, index)) }
      : {}),
  };
}

function defaultedAuthority(authority: Authority, index: number): Authority {
  const { key, keyless } = authority;
  const unplaced = keyless && keyless.url === undefined && keyless['ca-cert'] === undefined;
  return {
    ...authority,
    name: authority.name || `authority-${index}`,
    ...(key === undefined ? {} : { key: { ...key, hashAlgorithm: key.hashAlgorithm || 'sha256' } }),
    ...(unplaced ? { keyless: { ...keyless, url: defaultFulcio } } : {}),
  };
}
