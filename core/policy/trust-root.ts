// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { bytesOf, textOf } from './base64.ts';
import { FieldErrors } from './field-errors.ts';
import { certificatesOf } from './public-key.ts';

/** Bytes, in base64 as Kubernetes writes them. */
const bytes = z.string();
const text = z.string();
const subject = z.strictObject({ organization: text.optional(), commonName: text.optional() });
const authority = z.strictObject({
  subject: subject.optional(),
  uri: text.optional(),
  certChain: bytes.optional(),
});
const log = z.strictObject({
  baseURL: text.optional(),
  hashAlgorithm: text.optional(),
  publicKey: bytes.optional(),
});
const tuf = {
  root: bytes.optional(),
  targets: text.optional(),
  trustedRootTarget: text.optional(),
};

/** What a TrustRoot says. */
export const trustRootSpec = z.strictObject({
  remote: z.strictObject({ ...tuf, mirror: text.optional() }).optional(),
  repository: z.strictObject({ ...tuf, mirrorFS: bytes.optional() }).optional(),
  sigstoreKeys: z
    .strictObject({
      certificateAuthorities: z.array(authority).nullish(),
      timestampAuthorities: z.array(authority).nullish(),
      tLogs: z.array(log).nullish(),
      ctLogs: z.array(log).nullish(),
    })
    .optional(),
});
export type TrustRootSpec = z.output<typeof trustRootSpec>;

/** The spec with what upstream's defaulting webhook fills in. */
export function defaultedTrustRoot({ remote, repository, ...rest }: TrustRootSpec): TrustRootSpec {
  const filled = <
    T extends { targets?: string | undefined; trustedRootTarget?: string | undefined },
  >(
    source: T,
  ): T => ({
    ...source,
    targets: source.targets || 'targets',
    trustedRootTarget: source.trustedRootTarget || 'trusted_root.json',
  });
  return {
    ...rest,
    ...(remote === undefined ? {} : { remote: filled(remote) }),
    ...(repository === undefined ? {} : { repository: filled(repository) }),
  };
}

/** Holds a TrustRoot against upstream's rules; unlike upstream, no later entry hides an earlier fault. */
export function validateTrustRoot(spec: TrustRootSpec): FieldErrors {
  const errors = new FieldErrors();
  const { remote, repository, sigstoreKeys } = spec;
  const given = [remote, repository, sigstoreKeys].filter((each) => each !== undefined).length;
  const names = ['spec.remote', 'spec.repository', 'spec.sigstoreKeys'];
  if (given === 0) errors.neither(...names);
  if (given > 1) errors.both(...names);
  if (given !== 1) return errors;
  if (remote !== undefined) validateRemote(remote, errors);
  if (repository !== undefined) validateRepository(repository, errors);
  if (sigstoreKeys !== undefined) validateKeys(sigstoreKeys, errors);
  return errors;
}

function validateRemote(remote: NonNullable<TrustRootSpec['remote']>, errors: FieldErrors): void {
  if (!remote.mirror) errors.missing('spec.remote.mirror');
  if (!remote.root) errors.missing('spec.remote.root');
  else validateRoot(remote.root, 'spec.remote.root', errors);
}

function validateRoot(root: string, at: string, errors: FieldErrors): void {
  let read: unknown;
  try {
    read = JSON.parse(textOf(bytesOf(root)));
  } catch {
    errors.add('invalid value: failed to unmarshal', [at], 'the root is not JSON');
    return;
  }
  const signed = z.object({ signatures: z.array(z.unknown()).min(1) }).safeParse(read).success;
  if (!signed) errors.add('invalid value: missing signatures in root.json', [at], 'no signatures');
}

function validateRepository(
  repository: NonNullable<TrustRootSpec['repository']>,
  errors: FieldErrors,
): void {
  const { root, mirrorFS, targets } = repository;
  if (!root) errors.missing('spec.repository.root');
  if (!targets) errors.missing('spec.repository.targets');
  if (!mirrorFS) errors.missing('spec.repository.repository');
  else if (!isGzip(bytesOf(mirrorFS))) {
    const why = 'failed to uncompress: gzip: invalid header';
    const at = 'spec.repository.mirrorFS';
    errors.add('invalid value: failed to construct a TUF client', [at], why);
  }
}

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

function validateKeys(keys: NonNullable<TrustRootSpec['sigstoreKeys']>, errors: FieldErrors): void {
  const at = 'spec.sigstoreKeys';
  const authorities = keys.certificateAuthorities ?? [];
  const stamps = keys.timestampAuthorities ?? [];
  if (authorities.length === 0 && stamps.length === 0) {
    errors.neither(`${at}.certificateAuthority`, `${at}.timestampAuthorities`);
  }
  const demand = (place: string, value: unknown) => {
    if (!value) errors.missing(place);
  };
  authorities.forEach((each, index) => {
    const place = `${at}.certificateAuthorities[${index}]`;
    demand(`${place}.subject.organization`, each.subject?.organization);
    demand(`${place}.subject.commonName`, each.subject?.commonName);
    demand(`${place}.uri`, each.uri);
    demand(`${place}.certChain`, each.certChain);
  });
  for (const kind of ['tLogs', 'ctLogs'] as const) {
    (keys[kind] ?? []).forEach((each, index) => {
      const place = `${at}.${kind}[${index}]`;
      demand(`${place}.baseURL`, each.baseURL);
      demand(`${place}.hashAlgorithm`, each.hashAlgorithm);
      demand(`${place}.publicKey`, each.publicKey);
    });
  }
  stamps.forEach((each, index) => {
    const place = `${at}.timestampAuthorities[${index}]`;
    demand(`${place}.subject.organization`, each.subject?.organization);
    demand(`${place}.subject.commonName`, each.subject?.commonName);
    demand(`${place}.certChain`, each.certChain);
    if (each.certChain) validateChain(each.certChain, place, errors);
  });
}

function validateChain(chain: string, place: string, errors: FieldErrors): void {
  const certificates = certificatesOf(textOf(bytesOf(chain)));
  if (certificates === undefined || certificates.length === 0) {
    errors.add('error splitting the certificates', [`${place}.certChain`], 'not PEM certificates');
  } else if (certificates.filter(({ ca }) => !ca).length > 1) {
    errors.invalid('certificate chain must contain at most one TSA certificate', 'certChain');
  }
}
