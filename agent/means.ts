// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import type { Failure } from '../core/errors.ts';
import { ambientKeychain } from '../registry/credentials/ambient.ts';
import { firstOf } from '../registry/credentials/credential.ts';
import type { Registry } from '../registry/registry.ts';
import { type Keychains, keychainsOf } from './admission/credentials.ts';
import { pullSecrets } from './admission/pull-secrets.ts';
import { type ServiceAccounts, serviceAccounts } from './admission/service-accounts.ts';
import { tellingTrouble } from './control-plane/trouble.ts';
import { type ControlPlane, controlPlane } from './control-plane.ts';
import { keepEvidence } from './evidence/kept.ts';
import { type EvidenceMemory, evidenceMemory } from './evidence/memory.ts';
import { noRecall, recallFrom } from './evidence/recalled.ts';
import { registryOf, rootOf, trustSettingsOf } from './given.ts';
import { connectKube, type Kube } from './kube.ts';
import { elect, type Leadership } from './leader.ts';
import { type Log, troubleLog } from './log.ts';
import { type Metrics, openMetrics } from './metrics.ts';
import { agentNamespace } from './names.ts';
import { type TrustRoots, trustRoots } from './policies/trust-roots.ts';
import { registryLoans } from './registry-loans.ts';
import type { Settings } from './settings.ts';
import { folderShelf, noShelf } from './shelf.ts';

/** Bytes of evidence that outlive the process. */
const roomOnDisk = 134_217_728;

/** What all parts of an agent stand on, opened once. */
export interface AgentMeans {
  settings: Settings;
  log: Log;
  /** Told of each failure that is tried again by itself. */
  troubled: (failure: Failure) => void;
  metrics: Metrics;
  kube: Kube;
  registry: Registry;
  /** What was found for digests. */
  memory: EvidenceMemory;
  /** Whether it is known what was found before this process began, or that nobody says. */
  warmed: () => boolean;
  accounts: ServiceAccounts;
  keychains: Keychains;
  /** Whom to believe: the default root, and the TrustRoots of the cluster once they are put there. */
  roots: TrustRoots;
  leadership: Leadership;
  /** The control plane, where the agent has one. */
  plane: ControlPlane | undefined;
  close: () => Promise<void>;
}

/** A part of an agent: what it waits for until it is ready, by name. */
export interface Part {
  ready: () => { [name: string]: boolean };
  close: () => Promise<void>;
}

/** Opens all of it, and begins to contend for the lead. @throws Failure for settings that are none */
export async function openMeans(settings: Settings, log: Log): Promise<AgentMeans> {
  const troubled = troubleLog(log);
  const metrics = openMetrics();
  const registry = await registryOf(settings);
  const trust = await trustSettingsOf(settings);
  const roots = trustRoots(await rootOf(settings, trust), trust);
  const kube = await connectKube({ ...settings, userAgent: 'enforce-agent' });
  const accounts = serviceAccounts(kube, troubled);
  const { identity } = settings;
  const election = { namespace: agentNamespace, name: 'agent', identity, troubled };
  const leadership = elect(kube, election);
  leadership.onChange((leads) => log('INFO', leads ? 'leads now' : 'leads no more'));
  const reached = planeOf(settings, kube);
  const plane =
    reached === undefined ? undefined : tellingTrouble(reached, kube, { leadership, troubled });
  metrics.gauge('enforce_leader', 'Whether this replica leads.', () => +leadership.isLeader());
  metrics.gauge('enforce_registry_requests', 'Requests sent to registries.', registry.requests);
  metrics.gauge('enforce_resident_bytes', 'Resident memory.', () => process.memoryUsage.rss());
  const { state, proxies } = settings;
  const ambient = ambientKeychain(process.env, proxies);
  const shelf = state === undefined ? noShelf : folderShelf(join(state, 'evidence'), roomOnDisk);
  const kept = keepEvidence(shelf);
  const before = plane && recallFrom(plane, { troubled });
  const memory = evidenceMemory(registry, Date.now, kept.save, before?.recall ?? noRecall);
  const warm = await kept.warm(memory);
  if (warm > 0) log('INFO', 'evidence of before', { warm });
  let warmed = warm > 0 || before === undefined;
  if (!warmed) {
    void before?.prepare().then(() => {
      warmed = true;
    });
  }
  return {
    ...{ settings, log, troubled, metrics, kube, registry, accounts, roots, leadership, plane },
    memory,
    warmed: () => warmed,
    keychains: keychainsOf({
      secrets: pullSecrets(kube),
      ofServiceAccount: accounts.pullSecretsOf,
      ambient: plane === undefined ? ambient : firstOf(registryLoans(plane), ambient),
    }),
    close: async () => {
      accounts.stop();
      await leadership.stop();
      await roots.close();
      registry.close();
      kube.close();
    },
  };
}

function planeOf(settings: Settings, kube: Kube): ControlPlane | undefined {
  const { controlPlane: url, tokenFile, private: own, proxies } = settings;
  if (url === undefined) return undefined;
  return controlPlane(kube, { url, tokenFile, private: own, userAgent: 'enforce-agent', proxies });
}
