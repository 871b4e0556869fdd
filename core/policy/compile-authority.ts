// SPDX-License-Identifier: Apache-2.0
import { type HashAlgorithm, type PublicKey, publicKeysOf } from '../evidence/public-key.ts';
import type { Attestation, Authority, Key } from './cluster-image-policy.ts';
import type { ByIdentity, CompiledAttestation, CompiledAuthority, Signed } from './compiled.ts';
import { defaultFulcio } from './defaulted.ts';
import { compileIdentity } from './identity.ts';
import { predicateTypeOf } from './predicate-types.ts';
import { compiledAt } from './rules/embedded.ts';

/** The public keys that a policy names and does not hold: by Secret, and by a KMS's reference. */
export interface KeyMaterial {
  secrets: ReadonlyMap<string, Fetched>;
  kms: ReadonlyMap<string, Fetched>;
}

/** A key that was read, in PEM; or why it was not. */
export type Fetched = { pem: string } | { fault: string };

/** @throws Error whose message says why the authority can never be met */
export function compileAuthority(authority: Authority, material: KeyMaterial): CompiledAuthority {
  const { key, keyless, static: fixed } = authority;
  const name = authority.name ?? '';
  if (fixed !== undefined) {
    const action = fixed.action === 'pass' ? 'pass' : 'fail';
    return { name, way: { kind: 'static', action, message: fixed.message ?? '' } };
  }
  if (key !== undefined) {
    const keys = keysOf(key, name, material);
    return { name, way: signed(authority, { kind: 'key', keys }) };
  }
  if (keyless !== undefined) return { name, way: signed(authority, byIdentity(keyless, name)) };
  throw new Error(`authority ${name} names neither key, keyless nor static`);
}

function signed(authority: Authority, by: Signed['by']): Signed {
  const { ctlog, rfc3161timestamp, signatureFormat = '', attestations } = authority;
  const [source] = authority.source ?? [];
  const logged = ctlog?.url !== undefined || ctlog?.trustRootRef !== undefined;
  return {
    kind: 'signed',
    by,
    log: logged
      ? { mode: 'required', trust: ctlog.trustRootRef }
      : { mode: ctlog === undefined && rfc3161timestamp === undefined ? 'default' : 'ignored' },
    timestamp:
      rfc3161timestamp === undefined
        ? { mode: 'default' }
        : { mode: 'required', trust: rfc3161timestamp.trustRootRef },
    formats:
      signatureFormat === ''
        ? ['legacy', 'bundle']
        : [signatureFormat === 'bundle' ? 'bundle' : 'legacy'],
    source: {
      oci: source?.oci || undefined,
      tagPrefix: source?.tagPrefix,
      pullSecrets: (source?.signaturePullSecrets ?? []).map((secret) => secret.name ?? ''),
    },
    attestations: (attestations ?? []).map((each) => attested(each, authority.name ?? '')),
  };
}

function attested(
  { name = '', predicateType: type = '', policy }: Attestation,
  authority: string,
): CompiledAttestation {
  const attestation = { name, type, predicateType: predicateTypeOf(type) };
  if (policy === undefined) return attestation;
  const rule = compiledAt(`attestation ${name} of authority ${authority}`, policy);
  return { ...attestation, rule };
}

function byIdentity(keyless: NonNullable<Authority['keyless']>, name: string): ByIdentity {
  if (keyless['ca-cert'] !== undefined) {
    throw new Error(
      `authority ${name}: ca-cert is not supported; name a TrustRoot in trustRootRef`,
    );
  }
  return {
    kind: 'keyless',
    identities: (keyless.identities ?? []).map(compileIdentity),
    trust: keyless.trustRootRef,
    url: keyless.url ?? defaultFulcio,
    ignoreSct: keyless.insecureIgnoreSCT ?? false,
  };
}

function keysOf(key: Key, name: string, material: KeyMaterial): PublicKey[] {
  const none = `there are no public keys for authority ${name}`;
  const found = fetched(key, material);
  if (found === undefined) throw new Error(none);
  if ('fault' in found) throw new Error(`${none}: ${found.fault}`);
  const hash = hashes.find((each) => each === (key.hashAlgorithm ?? 'sha256').trim().toLowerCase());
  if (hash === undefined) throw new Error(`authority ${name}: ${key.hashAlgorithm} is no hash`);
  try {
    return publicKeysOf(found.pem, hash);
  } catch (error) {
    throw new Error(`${none}: ${error instanceof Error ? error.message : 'not read'}`);
  }
}

const hashes: readonly HashAlgorithm[] = ['sha224', 'sha256', 'sha384', 'sha512'];

function fetched(
  { data, secretRef, kms }: Key,
  { secrets, kms: rings }: KeyMaterial,
): Fetched | undefined {
  if (data) return { pem: data };
  if (secretRef !== undefined) {
    const name = secretRef.name ?? '';
    return secrets.get(name) ?? { fault: `Secret "${name}" is missing in cosign-system` };
  }
  if (!kms) return undefined;
  const [provider = ''] = kms.split(':', 1);
  return provider === 'gcpkms' || provider === 'awskms'
    ? (rings.get(kms) ?? { fault: `${kms} was not fetched` })
    : { fault: `keys of ${provider} are not supported` };
}
