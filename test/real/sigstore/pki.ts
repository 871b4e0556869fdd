// SPDX-License-Identifier: Apache-2.0
import { appendFileSync, copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { authority, certify, type KeyFiles, makeKey } from '../certificate.ts';

/** All keys and certificate chains of a private sigstore, as files. */
export interface Pki {
  fulcio: { chain: string; root: string; key: string };
  timestamp: { chain: string; key: string };
  /** The certificate-transparency log's. */
  ctlog: KeyFiles;
  rekor1: KeyFiles;
  rekor2: KeyFiles;
  /** The log of the older rekor-tiles, which still takes dsse/0.0.2. */
  rekor2Older: KeyFiles;
  /** A log whose checkpoints are signed with ECDSA instead of Ed25519. */
  rekor2Ecdsa: KeyFiles;
}

const organisation = '/O=sigstore.test';

/** Makes them, shaped as those of the public-good instance: P-384 authorities over P-256 leaves. */
export function makePki(folder: string): Pki {
  mkdirSync(folder, { recursive: true });
  return {
    fulcio: makeFulcio(folder),
    timestamp: makeTimestamp(folder),
    ctlog: makeKey(folder, 'ctlog', 'P-256'),
    rekor1: makeKey(folder, 'rekor1', 'P-256'),
    rekor2: makeKey(folder, 'rekor2', 'Ed25519'),
    rekor2Older: makeKey(folder, 'rekor2-older', 'Ed25519'),
    rekor2Ecdsa: makeKey(folder, 'rekor2-ecdsa', 'P-256'),
  };
}

function makeFulcio(folder: string): Pki['fulcio'] {
  const root = certify(folder, 'fulcio-root', {
    key: makeKey(folder, 'fulcio-root', 'P-384'),
    subject: `${organisation}/CN=sigstore`,
    extensions: authority,
  });
  const intermediate = certify(folder, 'fulcio-intermediate', {
    key: makeKey(folder, 'fulcio-intermediate', 'P-384'),
    subject: `${organisation}/CN=sigstore-intermediate`,
    extensions: [
      'basicConstraints=critical,CA:TRUE,pathlen:0',
      'keyUsage=critical,keyCertSign,cRLSign',
      'extendedKeyUsage=codeSigning',
      'subjectKeyIdentifier=hash',
      'authorityKeyIdentifier=keyid',
    ],
    issuer: root,
  });
  const chain = joined(folder, 'fulcio-chain', intermediate.certificate, root.certificate);
  return { chain, root: root.certificate, key: intermediate.key };
}

function makeTimestamp(folder: string): Pki['timestamp'] {
  const root = certify(folder, 'tsa-root', {
    key: makeKey(folder, 'tsa-root', 'P-384'),
    subject: `${organisation}/CN=tsa-root`,
    extensions: authority,
  });
  const leaf = certify(folder, 'tsa', {
    key: makeKey(folder, 'tsa', 'P-256'),
    subject: `${organisation}/CN=tsa`,
    extensions: [
      'basicConstraints=critical,CA:FALSE',
      'keyUsage=critical,digitalSignature',
      'extendedKeyUsage=critical,timeStamping',
      'subjectKeyIdentifier=hash',
      'authorityKeyIdentifier=keyid',
    ],
    issuer: root,
  });
  return { chain: joined(folder, 'tsa-chain', leaf.certificate, root.certificate), key: leaf.key };
}

function joined(folder: string, name: string, first: string, second: string): string {
  const chain = join(folder, `${name}.pem`);
  copyFileSync(first, chain);
  appendFileSync(chain, readFileSync(second));
  return chain;
}
