// SPDX-License-Identifier: Apache-2.0
import type {
  Attestation,
  Authority,
  EmbeddedPolicy,
  Identity,
  Key,
} from './cluster-image-policy.ts';
import { compileExpression } from './expression.ts';
import type { FieldErrors } from './field-errors.ts';
import { kmsFault } from './kms.ts';
import { isPublicKeys } from './public-key.ts';
import { checkOci } from './reference.ts';

/** The namespace of policy data: keys and pull secrets live there. */
export const systemNamespace = 'cosign-system';

/** Holds an authority against upstream's rules. */
export function validateAuthority(
  authority: Authority,
  at: string,
  errors: FieldErrors,
  warnings: FieldErrors,
): void {
  const { key, keyless, static: fixed } = authority;
  const kinds = [key, keyless, fixed].filter((each) => each !== undefined).length;
  const names = [`${at}.key`, `${at}.keyless`, `${at}.static`];
  if (kinds === 0) errors.neither(...names);
  if (kinds > 1) errors.both(...names);
  if (kinds === 1) {
    if (key !== undefined) validateKey(key, `${at}.key`, errors);
    if (keyless !== undefined) validateKeyless(keyless, `${at}.keyless`, errors);
    if (fixed !== undefined) validateStatic(authority, at, errors);
  }
  const { source, attestations } = authority;
  if ((source?.length ?? 0) > 1) {
    errors.invalid('source', `${at}.source`, 'only single source is supported');
  } else if (source?.[0] !== undefined) validateSource(source[0], `${at}.source[0]`, errors);
  for (const each of attestations ?? []) {
    validateAttestation(each, `${at}.attestations`, errors, warnings);
  }
}

function validateKey(key: Key, at: string, errors: FieldErrors): void {
  const { data, kms, secretRef, hashAlgorithm } = key;
  const given = [data, kms, secretRef].filter((each) => each !== undefined && each !== '').length;
  const names = [`${at}.data`, `${at}.kms`, `${at}.secretref`];
  if (given === 0) errors.neither(...names);
  if (given > 1) errors.both(...names);
  const algorithm = hashAlgorithm?.trim().toLowerCase() ?? '';
  if (algorithm !== '' && !/^sha(224|256|384|512)$/.test(algorithm)) {
    errors.invalid(hashAlgorithm ?? '', `${at}.hashAlgorithm`);
  }
  if (data && !isPublicKeys(data)) {
    const shown = data.includes('PRIVATE KEY') ? 'a private key, not shown' : data;
    errors.invalid(shown, `${at}.data`);
  }
  const fault = kms ? kmsFault(kms) : undefined;
  if (fault !== undefined) errors.invalid(kms ?? '', `${at}.kms`, fault);
  const namespace = secretRef?.namespace ?? '';
  if (namespace !== '' && namespace !== systemNamespace) {
    const why =
      'secretref.namespace is invalid. If set, it should use the same namespace where the policy-controller was deployed';
    errors.invalid(namespace, `${at}.secretref.namespace`, why);
  }
}

function validateKeyless(
  keyless: NonNullable<Authority['keyless']>,
  at: string,
  errors: FieldErrors,
): void {
  const { url, 'ca-cert': certificate, identities } = keyless;
  const names = [`${at}.ca-cert`, `${at}.url`];
  if (url === undefined && certificate === undefined) errors.neither(...names);
  if (url !== undefined && certificate !== undefined) errors.both(...names);
  (identities ?? []).forEach((each, index) => {
    validateIdentity(each, `${at}.identities[${index}]`, errors);
  });
}

function validateIdentity(identity: Identity, at: string, errors: FieldErrors): void {
  for (const field of ['issuer', 'subject'] as const) {
    const plain = identity[field] ?? '';
    const pattern = identity[`${field}RegExp`] ?? '';
    const names = [`${at}.${field}`, `${at}.${field}RegExp`];
    if (plain === '' && pattern === '') errors.missing(...names);
    if (plain !== '' && pattern !== '') errors.both(...names);
    if (pattern === '') continue;
    try {
      compileExpression(pattern);
    } catch (error) {
      const why = error instanceof Error ? error.message : '';
      errors.invalid(pattern, `${at}.${field}RegExp`, `regex is invalid: ${why}`);
    }
  }
}

function validateStatic(authority: Authority, at: string, errors: FieldErrors): void {
  const { action = '' } = authority.static ?? {};
  if (action === '') errors.missing(`${at}.static.action`);
  else if (action !== 'pass' && action !== 'fail') {
    errors.invalid(action, `${at}.static.action`, 'unsupported action');
  }
  const others = ['attestations', 'source', 'ctlog', 'rfc3161timestamp'] as const;
  for (const name of others) {
    const value = authority[name];
    if (value === undefined || value === null || (Array.isArray(value) && value.length === 0))
      continue;
    errors.both(`${at}.static`, `${at}.${name}`);
  }
}

function validateSource(
  source: NonNullable<NonNullable<Authority['source']>[number]>,
  at: string,
  errors: FieldErrors,
): void {
  if (source.oci) {
    try {
      checkOci(source.oci);
    } catch (error) {
      errors.invalid(source.oci, `${at}.oci`, error instanceof Error ? error.message : undefined);
    }
  }
  (source.signaturePullSecrets ?? []).forEach((secret, index) => {
    if (!secret.name) errors.missing(`${at}.signaturePullSecrets[${index}].name`);
  });
}

function validateAttestation(
  { name, predicateType, policy }: Attestation,
  at: string,
  errors: FieldErrors,
  warnings: FieldErrors,
): void {
  if (!name) errors.missing(`${at}.name`);
  if (!predicateType) errors.missing(`${at}.predicateType`);
  else if (!/^[a-z][a-z0-9+.-]*:/i.test(predicateType)) {
    const why = 'deprecated value, please use RFC 3986 conformant values';
    warnings.invalid(predicateType, `${at}.predicateType`, why);
  }
  if (policy !== undefined) validateEmbedded(policy, `${at}.policy`, errors, false);
}

/** Holds a Rego or CUE policy against the rules; `whole`: it is the policy's own, not an attestation's. */
export function validateEmbedded(
  policy: EmbeddedPolicy,
  at: string,
  errors: FieldErrors,
  whole: boolean,
): void {
  const { type = '', data, configMapRef, remote } = policy;
  if (type !== 'cue' && type !== 'rego') {
    errors.invalid(type, `${at}.type`, 'only [cue,rego] are supported at the moment');
  }
  const given = [data || undefined, configMapRef, remote].filter(
    (each) => each !== undefined,
  ).length;
  const names = [`${at}.configMapRef`, `${at}.data`, `${at}.remote`];
  if (given === 0) errors.missing(...names);
  if (given > 1) errors.both(...names);
  if (configMapRef !== undefined && given === 1) {
    if (!configMapRef.name) errors.missing(`${at}.configMapRef.name`);
    if (!configMapRef.key) errors.missing(`${at}.configMapRef.key`);
  }
  if (remote !== undefined && given === 1) {
    const url = remote.url ?? '';
    if (!/^https:\/\/[^/?#]+/.test(url)) {
      const why = 'url valid is invalid. host and https scheme are expected';
      errors.invalid(url, `${at}.remote.url`, why);
    }
    if (!remote.sha256sum) errors.missing(`${at}.remote.sha256sum`);
  }
  const own = ['fetchConfigFile', 'includeSpec', 'includeObjectMeta', 'includeTypeMeta'] as const;
  for (const field of own) {
    if (!whole && policy[field] !== undefined) errors.forbidden(`${at}.${field}`);
  }
}
