// SPDX-License-Identifier: Apache-2.0
import { mkdirSync } from 'node:fs';
import { authority, type Certified, certify, type KeyFiles, makeKey } from '../certificate.ts';

/** All keys and certificates of a cluster, as files. */
export interface ClusterPki {
  authority: Certified;
  apiserver: Certified;
  /** Of a person who may do everything. */
  admin: Certified;
  /** Signs the tokens of service accounts. */
  serviceAccounts: KeyFiles;
}

export function makeClusterPki(folder: string): ClusterPki {
  mkdirSync(folder, { recursive: true });
  const issuer = certify(folder, 'ca', {
    key: makeKey(folder, 'ca', 'P-256'),
    subject: '/CN=test-cluster',
    extensions: authority,
  });
  const leaf = (name: string, subject: string, extensions: string[]) =>
    certify(folder, name, { key: makeKey(folder, name, 'P-256'), subject, extensions, issuer });
  return {
    authority: issuer,
    apiserver: leaf('apiserver', '/CN=kube-apiserver', [
      'subjectAltName=IP:127.0.0.1,IP:10.96.0.1,DNS:localhost,DNS:kubernetes.default.svc',
      'extendedKeyUsage=serverAuth',
    ]),
    admin: leaf('admin', '/O=system:masters/CN=admin', ['extendedKeyUsage=clientAuth']),
    serviceAccounts: makeKey(folder, 'service-accounts', 'RSA'),
  };
}
