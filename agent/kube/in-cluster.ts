// SPDX-License-Identifier: Apache-2.0
import type { Access } from './access.ts';
import { contentOf, tokenFrom } from './context.ts';

/** Where every pod finds its service account. */
const account = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Whether this process runs in a pod. */
export const isInCluster = (): boolean => process.env['KUBERNETES_SERVICE_HOST'] !== undefined;

/**
 * The access of the pod's service account. Its token is replaced long before it ends, so the file is
 * read again each minute.
 * @throws Failure naming the file that is missing
 */
export async function inClusterAccess(folder = account): Promise<Access> {
  const host = process.env['KUBERNETES_SERVICE_HOST'] ?? '';
  const port = process.env['KUBERNETES_SERVICE_PORT'] ?? '443';
  const [ca, namespace] = await Promise.all([
    contentOf(`${folder}/ca.crt`),
    contentOf(`${folder}/namespace`),
  ]);
  return {
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    context: undefined,
    namespace: namespace.trim(),
    ca,
    serverName: undefined,
    insecure: false,
    ...tokenFrom(`${folder}/token`),
  };
}
