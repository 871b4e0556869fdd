// SPDX-License-Identifier: Apache-2.0
import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { pem } from '@sigstore/core';
import { readPem } from '../policy/pem.ts';
import type { TrustRootSpec } from '../policy/trust-root.ts';
import { KeptCertificate } from './kept-certificate.ts';
import { keyId } from './public-key.ts';
import { always, type Chain, type Log, type Trust } from './trust.ts';

type Keys = NonNullable<TrustRootSpec['sigstoreKeys']>;
type LogSpec = NonNullable<NonNullable<Keys['tLogs']>[number]>;

/**
 * The trust that a TrustRoot resource spells out (`spec.sigstoreKeys`). It gives no times: what it
 * names is believed for as long as it stands there.
 * @throws Error that names the entry which cannot be read
 */
export function trustOfKeys(keys: Keys): Trust {
  const authorities = keys.certificateAuthorities ?? [];
  return {
    certificateAuthorities: authorities.map(({ uri = '' }) => uri),
    material: {
      certificateAuthorities: authorities.map((each) =>
        read(`certificate authority ${each.uri}`, () => chainOf(each.certChain)),
      ),
      timestampAuthorities: (keys.timestampAuthorities ?? []).map((each) =>
        read(`timestamp authority ${each.uri ?? ''}`, () => chainOf(each.certChain)),
      ),
      tlogs: (keys.tLogs ?? []).flatMap((each) => read(`log ${each.baseURL}`, () => logsOf(each))),
      ctlogs: (keys.ctLogs ?? []).map((each) => read(`CT log ${each.baseURL}`, () => logOf(each))),
    },
  };
}

function read<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'not known';
    throw new Error(`${what} cannot be read: ${why}`, { cause });
  }
}

const textOf = (base64 = ''): string => Buffer.from(base64, 'base64').toString('utf8');

/** The chain with the one certificate that issues or signs first, and its root last. */
function chainOf(certChain: string | undefined): Chain {
  const { blocks } = readPem(textOf(certChain));
  const certificates = blocks.map((block) => new KeptCertificate(pem.toDER(block)));
  const isRoot = ({ subject, issuer }: KeptCertificate) => subject.equals(issuer);
  if (!certificates.some(isRoot)) {
    throw new Error('its chain has no self-signed root; add the root certificate at the end');
  }
  const rank = (each: KeptCertificate) => (isRoot(each) ? 2 : each.isCA ? 1 : 0);
  const sorted = certificates.toSorted((one, other) => rank(one) - rank(other));
  return { certChain: sorted, validFor: always };
}

function logOf({ baseURL = '', publicKey }: LogSpec): Log {
  const key = createPublicKey(textOf(publicKey));
  return { baseURL, logID: Buffer.from(keyId(key), 'hex'), publicKey: key, validFor: always };
}

/** The log under the id that Rekor v1 has (the key's) and, for Ed25519, under Rekor v2's (name and key's). */
function logsOf(spec: LogSpec): Log[] {
  const log = logOf(spec);
  if (log.publicKey.asymmetricKeyType !== 'ed25519') return [log];
  return [log, { ...log, logID: noteKeyId(new URL(log.baseURL).hostname, log.publicKey) }];
}

/** The id of an Ed25519 key that signs notes under this name, not cut short (C2SP signed-note). */
function noteKeyId(name: string, key: KeyObject): Buffer {
  const { x = '' } = key.export({ format: 'jwk' });
  return createHash('sha256').update(`${name}\n\x01`).update(Buffer.from(x, 'base64url')).digest();
}
