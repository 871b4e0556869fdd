// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { Failure } from '../../core/errors.ts';
import type { Access, Credential } from './access.ts';
import { plugged } from './exec.ts';
import type { Kubeconfig, KubeconfigCluster, KubeconfigUser } from './kubeconfig.ts';

/** The access of one context of a kubeconfig. @throws Failure naming what is missing in the file */
export async function contextAccess(config: Kubeconfig, named?: string): Promise<Access> {
  const place = config.files.join(':');
  const wrong = (message: string, next = 'kubectl config get-contexts') =>
    new Failure('INVALID_ARGUMENT', message, { place, next });

  const name = named ?? config.current;
  if (name === undefined) throw wrong('the kubeconfig names no current context');
  const context = config.contexts.get(name);
  if (context === undefined) throw wrong(`the kubeconfig has no context ${name}`);
  const cluster = config.clusters.get(context.cluster);
  if (cluster === undefined) throw wrong(`context ${name} names a cluster that is not there`);
  const user = config.users.get(context.user);
  if (user === undefined) throw wrong(`context ${name} names a user that is not there`);
  if (!cluster.server.startsWith('https://')) {
    throw wrong(`the cluster of context ${name} has no https:// server`);
  }
  if (cluster['proxy-url'] !== undefined) {
    throw wrong(`the cluster of context ${name} is behind a proxy, which is not supported`);
  }
  if (user['auth-provider'] !== undefined && user['auth-provider'] !== null) {
    throw wrong(`the user of context ${name} has an auth-provider; kubectl itself takes exec now`);
  }
  const ca = await pem(cluster['certificate-authority-data'], cluster['certificate-authority']);
  return {
    server: cluster.server.replace(/\/+$/, ''),
    context: name,
    namespace: context.namespace || 'default',
    ca,
    serverName: cluster['tls-server-name'],
    insecure: cluster['insecure-skip-tls-verify'],
    ...(await credentials(user, cluster, ca)),
  };
}

/** How long the content of a token's file is believed, in milliseconds: it is replaced in time. */
const tokenLife = 60_000;

/** What a user is known by, in client-go's order: token, name and password, a plugin. */
async function credentials(user: KubeconfigUser, cluster: KubeconfigCluster, ca?: string) {
  const cert = await pem(user['client-certificate-data'], user['client-certificate']);
  const key = await pem(user['client-key-data'], user['client-key']);
  const own: Credential =
    cert !== undefined && key !== undefined ? { certificate: { cert, key } } : {};
  const { token, tokenFile, username, password, exec } = user;
  if (tokenFile !== undefined && tokenFile !== '') return tokenFrom(tokenFile, own);
  const basic = Buffer.from(`${username}:${password ?? ''}`).toString('base64');
  const constant = (credential: Credential) => ({
    credential: async () => credential,
    refused: () => undefined,
  });
  if (token) return constant({ ...own, authorization: `Bearer ${token}` });
  if (username) return constant({ ...own, authorization: `Basic ${basic}` });
  if (exec) return plugged(exec, { ...cluster, ca }, own);
  return constant(own);
}

/** The token in a file that somebody else keeps fresh. */
export function tokenFrom(file: string, own: Credential = {}) {
  let kept: { credential: Credential; until: number } | undefined;
  return {
    credential: async (): Promise<Credential> => {
      if (kept !== undefined && kept.until > Date.now()) return kept.credential;
      const token = (await contentOf(file)).trim();
      const credential = { ...own, authorization: `Bearer ${token}` };
      kept = { credential, until: Date.now() + tokenLife };
      return credential;
    },
    refused: () => {
      kept = undefined;
    },
  };
}

async function pem(data: string | undefined, file: string | undefined) {
  if (data) return Buffer.from(data, 'base64').toString('utf8');
  return file ? contentOf(file) : undefined;
}

export async function contentOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const message = 'a file for the access to the cluster cannot be read';
    throw new Failure('INVALID_ARGUMENT', message, { place: file, cause });
  }
}
