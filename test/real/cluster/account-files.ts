// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import * as z from 'zod';
import { agentNamespace } from '../../../agent/names.ts';
import type { AgentPod } from './agent-pods.ts';
import type { Api } from './api.ts';
import type { ClusterPki } from './pki.ts';

/** What a kubelet puts into a pod so that it can act as its service account. */
export interface AccountFiles {
  /** Of the service account, for whoever takes a kubeconfig instead of a pod's own files. */
  kubeconfig: string;
  written: Promise<void>;
  stop: () => void;
}

/** How long a token lasts, in seconds, and how often it is replaced, in milliseconds. */
const life = 600;
const every = 240_000;

const issued = z.object({ status: z.object({ token: z.string() }) });

/** Writes the tokens of the pod's service account into its folder, and keeps them fresh. */
export function accountFiles(
  api: Api,
  pki: ClusterPki,
  home: string,
  { metadata, spec }: AgentPod,
): AccountFiles {
  const account = spec.serviceAccountName;
  const path = `/api/v1/namespaces/${agentNamespace}/serviceaccounts/${account}/token`;
  const boundObjectRef = { apiVersion: 'v1', kind: 'Pod', name: metadata.name, uid: metadata.uid };
  const token = async (audience: string | undefined): Promise<string> => {
    const audiences = audience === undefined ? {} : { audiences: [audience] };
    const { body } = await api.call('POST', path, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { ...audiences, expirationSeconds: life, boundObjectRef },
    });
    return issued.parse(JSON.parse(body)).status.token;
  };
  const own = join(home, 'token-of-the-account');
  const projected = spec.volumes.flatMap(({ name, projected }) =>
    (projected?.sources ?? []).flatMap(({ serviceAccountToken: wanted }) =>
      wanted === undefined ? [] : [{ file: join(home, name, wanted.path), ...wanted }],
    ),
  );
  const write = async () => {
    writeFileSync(own, await token(undefined), { mode: 0o600 });
    for (const { file, audience } of projected) {
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(file, await token(audience), { mode: 0o600 });
    }
  };
  const timer = setInterval(() => void write().catch(() => undefined), every);
  timer.unref();
  const kubeconfig = join(home, 'kubeconfig');
  writeFileSync(kubeconfig, configOf(api.url, pki, own), { mode: 0o600 });
  return { kubeconfig, written: write(), stop: () => clearInterval(timer) };
}

function configOf(server: string, pki: ClusterPki, tokenFile: string): string {
  const ca = readFileSync(pki.authority.certificate).toString('base64');
  const name = 'pod';
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server, 'certificate-authority-data': ca } }],
    users: [{ name, user: { tokenFile } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  });
}
