// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Curve = 'P-256' | 'P-384' | 'Ed25519' | 'RSA';

/** A key pair as files: `<name>.key` (PKCS #8) and `<name>.pub` (SPKI), both PEM. */
export interface KeyFiles {
  private: string;
  public: string;
}

/** Makes a key pair and writes it to the folder. */
export function makeKey(folder: string, name: string, curve: Curve): KeyFiles {
  const { privateKey, publicKey } = pair(curve);
  const files = { private: join(folder, `${name}.key`), public: join(folder, `${name}.pub`) };
  writeFileSync(files.private, privateKey.export({ format: 'pem', type: 'pkcs8' }), {
    mode: 0o600,
  });
  writeFileSync(files.public, publicKey.export({ format: 'pem', type: 'spki' }));
  return files;
}

function pair(curve: Curve): { privateKey: KeyObject; publicKey: KeyObject } {
  if (curve === 'Ed25519') return generateKeyPairSync('ed25519');
  if (curve === 'RSA') return generateKeyPairSync('rsa', { modulusLength: 2048 });
  return generateKeyPairSync('ec', { namedCurve: curve });
}

/** A certificate as a file, and the private key that belongs to it. */
export interface Certified {
  certificate: string;
  key: string;
}

/**
 * Signs a certificate for ten years with openssl 3: by `issuer`, or by itself. The extensions are
 * lines of openssl's configuration, and the certificate has no others.
 */
export function certify(
  folder: string,
  name: string,
  wanted: { key: KeyFiles; subject: string; extensions: string[]; issuer?: Certified },
): Certified {
  const { key, subject, extensions, issuer } = wanted;
  const config = join(folder, `${name}.cnf`);
  const certificate = join(folder, `${name}.pem`);
  writeFileSync(
    config,
    ['[req]', 'distinguished_name=dn', '[dn]', '[ext]', ...extensions].join('\n'),
  );
  const by = issuer === undefined ? [] : ['-CA', issuer.certificate, '-CAkey', issuer.key];
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-new', '-config', config, '-extensions', 'ext', '-days', '3650'],
      ...['-sha384', '-key', key.private, '-subj', subject, ...by, '-out', certificate],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  return { certificate, key: key.private };
}

/** The extensions of a certificate that signs others. */
export const authority = [
  'basicConstraints=critical,CA:TRUE',
  'keyUsage=critical,keyCertSign,cRLSign',
  'subjectKeyIdentifier=hash',
];
