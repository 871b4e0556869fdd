// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Program } from '../program.ts';
import { startAgentPods } from './agent-pods.ts';
import { type Api, openApi } from './api.ts';
import { component, givenKubeconfig } from './components.ts';
import {
  type Etcd,
  type Restartable,
  start,
  startApiServer,
  startControllers,
  startEtcd,
} from './control-plane.ts';
import { startEgress } from './egress.ts';
import { imageIds, type Pulling } from './images.ts';
import { writeKubeconfig } from './kubeconfig.ts';
import { startKubelet } from './kubelet.ts';
import { makeClusterPki } from './pki.ts';
import { writeStages } from './stages.ts';

export interface Cluster {
  /** The file with an administrator's access. */
  kubeconfig: string;
  /** Runs kubectl and resolves to its stdout; rejects with what it said when it fails. */
  kubectl: (args: string[], input?: string) => Promise<string>;
  /** What the agent's processes have said so far, for a test's failure message. */
  agents: () => string;
  /** What it stands on, to be ended and begun again; not of a cluster that was named. */
  servers?: { etcd: Etcd; apiServer: Restartable };
  close: () => Promise<void>;
}

/**
 * Starts a cluster: Kubernetes' own control plane, one node that kwok pretends, and the digests of
 * images as a kubelet writes them. Where the agent is installed, it really runs, with these flags beside
 * those of its container. About four seconds until a pod can run. If ENFORCE_KUBECONFIG
 * names a cluster, that one is used as it is and left as it is.
 */
export async function startCluster(
  pulling: Pulling = {},
  agentFlags: string[] = [],
): Promise<Cluster> {
  const given = givenKubeconfig();
  if (given !== undefined) {
    return {
      kubeconfig: given,
      kubectl: kubectlOf(given),
      agents: () => '',
      close: async () => {},
    };
  }
  const folder = mkdtempSync(join(tmpdir(), 'enforce-cluster-'));
  const kubeconfig = join(folder, 'kubeconfig');
  const pki = makeClusterPki(join(folder, 'pki'));
  const egress = await startEgress(folder);
  const etcd = await startEtcd(folder);
  const apiServer = await startApiServer(etcd.url, pki, egress.config);
  const { api } = apiServer;
  writeKubeconfig(kubeconfig, api.url, pki);
  const images = imageIds(pulling);
  const kubelet = startKubelet(api, images.imageId);
  const agents = startAgentPods(openApi(api.url, pki), pki, folder, agentFlags);
  egress.route(agents.behind);
  const programs = startControllers(kubeconfig, pki);
  programs.push(await startNode(folder, kubeconfig, api, programs));
  return {
    kubeconfig,
    kubectl: kubectlOf(kubeconfig),
    agents: agents.output,
    servers: { etcd, apiServer },
    close: async () => {
      const servers = [apiServer, etcd].map((one) => one.end());
      const others = programs.map((one) => one.stop());
      await Promise.all([kubelet.stop(), agents.stop(), ...servers, ...others]);
      images.close();
      egress.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts kwok, gives it a node, and waits until pods can be created and scheduled. */
async function startNode(
  folder: string,
  kubeconfig: string,
  api: Api,
  others: Program[],
): Promise<Program> {
  const config = join(folder, 'kwok.yaml');
  writeStages(config);
  const kwok = start('kwok', [
    ...[`--kubeconfig=${kubeconfig}`, `--config=${config}`, '--manage-all-nodes=true'],
    ...['--node-ip=127.0.0.1', '--cidr=10.0.0.1/16'],
  ]);
  const room = { cpu: '1000', memory: '1Ti', pods: '10000' };
  const created = await api.call('POST', '/api/v1/nodes', {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: 'node-1',
      annotations: { 'kwok.x-k8s.io/node': 'fake' },
      labels: {
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': 'node-1',
      },
    },
    status: { allocatable: room, capacity: room },
  });
  if (created.status !== 201) throw new Error(`the node was refused: ${created.body}`);
  const has = async (path: string, what: RegExp) => what.test((await api.call('GET', path)).body);
  await kwok.until(() => has('/api/v1/nodes/node-1', /"phase": ?"Running"/));
  const account = '/api/v1/namespaces/default/serviceaccounts/default';
  const accounts = () => has(account, /"kind": ?"ServiceAccount"/);
  await Promise.all(others.map((one) => one.until(accounts)));
  return kwok;
}

function kubectlOf(kubeconfig: string): Cluster['kubectl'] {
  const { file, args: first } = component('kubectl');
  return (args, input) =>
    new Promise((resolve, reject) => {
      const all = [...first, '--kubeconfig', kubeconfig, ...args];
      const child = execFile(file, all, { timeout: 120_000 }, (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(stderr.trim() || error.message, { cause: error }));
      });
      child.stdin?.end(input);
    });
}
