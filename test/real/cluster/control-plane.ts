// SPDX-License-Identifier: Apache-2.0
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { onFreePorts } from '../ports.ts';
import { answers, type Program, run } from '../program.ts';
import { type Api, openApi } from './api.ts';
import { type Component, component } from './components.ts';
import type { ClusterPki } from './pki.ts';

const ranged = z.object({ header: z.object({ revision: z.string() }) });

/** Starts a component of the cluster. */
export function start(name: Component, args: string[]): Program {
  const { file, args: first } = component(name);
  return run(file, [...first, ...args]);
}

/** A component that can be ended and begun again, at the same place and with the same data. */
export interface Restartable {
  /** Begins, and resolves once it serves. */
  begin: () => Promise<void>;
  end: () => Promise<void>;
}

async function restartable(begin: () => Promise<Program>): Promise<Restartable> {
  let program = await begin();
  return {
    begin: async () => {
      program = await begin();
    },
    end: () => program.stop(),
  };
}

export interface Etcd extends Restartable {
  url: string;
  /** Forgets how everything was before this moment: whoever asks from there on is told that it is gone. */
  compact: () => Promise<void>;
}

export function startEtcd(folder: string): Promise<Etcd> {
  return onFreePorts(1, async ([port]) => {
    const url = `http://127.0.0.1:${port}`;
    const etcd = await restartable(async () => {
      const program = start('etcd', [
        ...['--data-dir', join(folder, `etcd-${port}`), '--unsafe-no-fsync'],
        ...['--listen-client-urls', url, '--advertise-client-urls', url],
        ...['--listen-peer-urls', 'http://127.0.0.1:0', '--log-level', 'warn'],
      ]);
      await program.until(answers(`${url}/health`));
      return program;
    });
    const ask = async (path: string, body: object): Promise<unknown> => {
      const answer = await fetch(url + path, { method: 'POST', body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(`etcd answered ${path} with ${answer.status}`);
      return answer.json();
    };
    const compact = async () => {
      const { header } = ranged.parse(await ask('/v3/kv/range', { key: btoa('/') }));
      await ask('/v3/kv/compaction', { revision: header.revision, physical: true });
    };
    return { url, ...etcd, compact };
  });
}

/**
 * Starts an API server and waits until it is ready. Nodes are not tainted when they are new: nobody
 * here would remove the taint.
 */
export function startApiServer(
  etcd: string,
  pki: ClusterPki,
  egress: string,
): Promise<Restartable & { api: Api }> {
  return onFreePorts(1, async ([port]) => {
    const api = openApi(`https://127.0.0.1:${port}`, pki);
    const args = [
      `--etcd-servers=${etcd}`,
      ...['--bind-address=127.0.0.1', `--secure-port=${port}`],
      `--advertise-address=${ownAddress()}`,
      `--tls-cert-file=${pki.apiserver.certificate}`,
      `--tls-private-key-file=${pki.apiserver.key}`,
      `--client-ca-file=${pki.authority.certificate}`,
      `--service-account-key-file=${pki.serviceAccounts.public}`,
      `--service-account-signing-key-file=${pki.serviceAccounts.private}`,
      '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
      `--egress-selector-config-file=${egress}`,
      '--service-cluster-ip-range=10.96.0.0/24',
      '--disable-admission-plugins=StorageObjectInUseProtection,TaintNodesByCondition',
      ...['--authorization-mode=RBAC', '--allow-privileged=true'],
    ];
    const ready = async () =>
      (await api.call('GET', '/readyz').catch(() => undefined))?.status === 200;
    const server = await restartable(async () => {
      const program = start('kube-apiserver', args);
      await program.until(ready);
      return program;
    });
    return { api, ...server };
  });
}

/** Starts what turns Deployments into pods and puts the pods onto nodes. */
export function startControllers(kubeconfig: string, pki: ClusterPki): Program[] {
  const common = [`--kubeconfig=${kubeconfig}`, '--leader-elect=false', '--secure-port=0'];
  return [
    start('kube-controller-manager', [
      ...common,
      `--service-account-private-key-file=${pki.serviceAccounts.private}`,
      `--root-ca-file=${pki.authority.certificate}`,
      `--cluster-signing-cert-file=${pki.authority.certificate}`,
      `--cluster-signing-key-file=${pki.authority.key}`,
      '--controllers=*,-node-lifecycle-controller,-node-ipam-controller',
    ]),
    start('kube-scheduler', common),
  ];
}

/** The API server's address in its own Service: it complains all the time about a loopback one. */
function ownAddress(): string {
  const outside = Object.values(networkInterfaces())
    .flat()
    .find((one) => one?.family === 'IPv4' && !one.internal);
  return outside?.address ?? '127.0.0.1';
}
