// SPDX-License-Identifier: Apache-2.0
import type { Fault } from '../errors.ts';
import { publicKeysOf } from '../evidence/public-key.ts';
import type { Authority } from './cluster-image-policy.ts';
import { lintExpression } from './lint-expression.ts';
import { denies, lintRule } from './lint-rule.ts';
import { isPublicKeys } from './public-key.ts';

/** What an authority seems to demand and does not, or can never be given. */
export function lintAuthority(authority: Authority, at: string): Fault[] {
  const { key, keyless, signatureFormat = '', attestations } = authority;
  const provider = /^(azurekms|hashivault):/.exec(key?.kms ?? '')?.[1];
  return [
    ...(keyless === undefined ? [] : lintKeyless(keyless, `${at}.keyless`)),
    ...lintKeys(key?.data ?? '').map((fault) => warn(`${at}.key.data`, fault)),
    ...(provider === undefined
      ? []
      : [warn(`${at}.key.kms`, `${provider} keys are not fetched: ${denies}`)]),
    ...(['', 'legacy', 'bundle'].includes(signatureFormat)
      ? []
      : [
          warn(
            `${at}.signatureFormat`,
            `"${signatureFormat}" is neither legacy nor bundle, and read as legacy`,
          ),
        ]),
    ...(attestations ?? []).flatMap(({ policy }, index) =>
      policy === undefined ? [] : lintRule(policy, `${at}.attestations[${index}].policy`),
    ),
  ];
}

const warn = (place: string, fault: string): Fault => ({ place, fault });

function lintKeys(data: string): string[] {
  try {
    if (isPublicKeys(data)) publicKeysOf(data);
    return [];
  } catch (error) {
    return [`${error instanceof Error ? error.message : 'a key is not read'}: ${denies}`];
  }
}

function lintKeyless(keyless: NonNullable<Authority['keyless']>, at: string): Fault[] {
  const identities = keyless.identities ?? [];
  const nobody = 'nobody is named: anybody whom the CA gives a certificate may sign';
  return [
    ...(identities.length === 0 ? [warn(`${at}.identities`, nobody)] : []),
    ...identities.flatMap((identity, index) =>
      (['issuerRegExp', 'subjectRegExp'] as const).flatMap((field) =>
        lintExpression(identity[field] ?? '').map((fault) =>
          warn(`${at}.identities[${index}].${field}`, fault),
        ),
      ),
    ),
    ...(keyless['ca-cert'] === undefined
      ? []
      : [warn(`${at}.ca-cert`, `is used by nobody; name a TrustRoot in trustRootRef: ${denies}`)]),
    ...(keyless.insecureIgnoreSCT === true
      ? [warn(`${at}.insecureIgnoreSCT`, 'certificates that no log has seen are believed')]
      : []),
  ];
}
