// SPDX-License-Identifier: Apache-2.0
import { setTimeout as wait } from 'node:timers/promises';
import { stringify } from 'yaml';
import { connectKube } from '../../../agent/kube.ts';
import { webhookPaths } from '../../../agent/names.ts';
import { startAgentProcess } from '../../fixtures/agent/agent.ts';
import { type Cluster, startCluster } from '../../real/cluster/cluster.ts';
import { startPolicyController } from '../../real/policy-controller/policy-controller.ts';
import { type Asking, asking, namespace } from './review.ts';
import type { Supply } from './supply.ts';

/** Somebody who guards a cluster of its own: policy-controller, or our agent. */
export interface Guard {
  cluster: Cluster;
  pid: number;
  asking: Asking;
  /** Puts so many policies in force, and waits until they are. */
  policies: (count: number) => Promise<void>;
  /** How often the API server was read for service accounts and Secrets so far. */
  reads: () => Promise<number>;
  close: () => Promise<void>;
}

export const startPeer = (supply: Supply): Promise<Guard> =>
  guard(supply, async (cluster) => {
    const { url, program, stop } = await startPolicyController(cluster);
    const webhook = { url, mutation: '/mutations', validation: '/validations' };
    return { webhook, pid: program.pid, stop };
  });

/** The agent of this tree. */
export const startAgent = (
  supply: Supply,
  flags: (cluster: Cluster) => Promise<string[]> = async () => [],
): Promise<Guard> =>
  guard(supply, async (cluster) => {
    const { program, stop } = await startAgentProcess(cluster, [
      '--offline',
      ...(await flags(cluster)),
    ]);
    const { admission } = await program.announced();
    const { resolution: mutation, verification: validation } = webhookPaths;
    const webhook = { url: `https://localhost:${admission}`, mutation, validation };
    return { webhook, pid: program.pid, stop };
  });

interface Started {
  webhook: Parameters<typeof asking>[0];
  pid: number;
  stop: () => Promise<void>;
}

async function guard(
  { policy, unsigned }: Supply,
  start: (cluster: Cluster) => Promise<Started>,
): Promise<Guard> {
  const cluster = await startCluster();
  const { webhook, pid, stop } = await start(cluster);
  const { kubectl } = cluster;
  await kubectl(['create', 'namespace', namespace]);
  await kubectl(['label', 'namespace', namespace, 'policy.sigstore.dev/include=true']);
  const account = ['get', 'serviceaccounts', '-n', namespace, '-o', 'name'];
  while (!(await kubectl(account)).includes('default')) await wait(50);
  const asks = asking(webhook);
  const kube = await connectKube({ kubeconfig: cluster.kubeconfig });
  return {
    cluster,
    pid,
    asking: asks,
    policies: async (count) => {
      const names = Array.from({ length: count }, (_, n) => `policy-${n}`);
      const text = names.map((name) => stringify(policy(name))).join('---\n');
      await kubectl(['apply', '-f', '-'], text);
      for (let said = ''; !names.every((name) => said.includes(name)); ) {
        await wait(200);
        said = (await asks.admit([unsigned])).message;
      }
    },
    reads: async () => readsIn(String(await kube.read('/metrics'))),
    close: async () => {
      kube.close();
      asks.close();
      await stop();
      await cluster.close();
    },
  };
}

/** Sums up single reads in the API server's own numbers. */
function readsIn(metrics: string): number {
  const counted = metrics.split('\n').filter((line) => line.startsWith('apiserver_request_total{'));
  return counted
    .filter(
      (line) => line.includes('verb="GET"') && /resource="(serviceaccounts|secrets)"/.test(line),
    )
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}
