// SPDX-License-Identifier: Apache-2.0
import { readFileSync, writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import type { ClusterPki } from './pki.ts';

/** Writes a kubeconfig of the administrator, whole in one file. */
export function writeKubeconfig(file: string, url: string, pki: ClusterPki): void {
  const data = (path: string) => readFileSync(path).toString('base64');
  const cluster = {
    server: url,
    'certificate-authority-data': data(pki.authority.certificate),
  };
  const user = {
    'client-certificate-data': data(pki.admin.certificate),
    'client-key-data': data(pki.admin.key),
  };
  const name = 'enforce-test';
  const text = stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster }],
    users: [{ name, user }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  });
  writeFileSync(file, text, { mode: 0o600 });
}
