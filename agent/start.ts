// SPDX-License-Identifier: Apache-2.0
import { ambientKeychain } from '../registry/credentials/ambient.ts';
import { keychainsOf } from './admission/credentials.ts';
import { denialEvents } from './admission/denial-events.ts';
import type { Means } from './admission/judge.ts';
import { mutate } from './admission/mutate.ts';
import { observed } from './admission/observed.ts';
import { reviewPolicy } from './admission/policy-review.ts';
import { pullSecrets } from './admission/pull-secrets.ts';
import { resolving } from './admission/resolve.ts';
import { serveAdmission } from './admission/server.ts';
import { serviceAccounts } from './admission/service-accounts.ts';
import { validate } from './admission/validate.ts';
import { keepCertificates } from './certificates/keep.ts';
import { evidenceMemory } from './evidence/memory.ts';
import { serveHealth } from './health.ts';
import { connectKube } from './kube.ts';
import { elect } from './leader.ts';
import { type Log, troubleLog } from './log.ts';
import { registryOf, trustOf } from './means.ts';
import { openMetrics } from './metrics.ts';
import { agentNamespace, webhookPaths } from './names.ts';
import { rulesInForce } from './policies/in-force.ts';
import type { Settings } from './settings.ts';

/** A running agent. */
export interface Agent {
  /** Where reviews are answered, and where health is. */
  ports: { admission: number; health: number };
  /** Is ready no more, and goes on answering. */
  drain: () => void;
  /** Answers what has begun, gives the lead away, lets go of everything. */
  close: () => Promise<void>;
}

/**
 * Starts everything that an agent is. It is ready, and says so at `/readyz`, once it has seen all
 * policies and service accounts and has a certificate to show. @throws Failure for settings that are none
 */
export async function startAgent(settings: Settings, log: Log): Promise<Agent> {
  const troubled = troubleLog(log);
  const metrics = openMetrics();
  const registry = await registryOf(settings);
  const trust = await trustOf(settings);
  const kube = await connectKube({ ...settings, userAgent: 'enforce-agent' });
  const rules = await rulesInForce(kube, { trust, troubled });
  const accounts = serviceAccounts(kube, troubled);
  const means: Means = {
    rules: rules.current,
    memory: evidenceMemory(registry),
    keychains: keychainsOf({
      secrets: pullSecrets(kube),
      ofServiceAccount: accounts.pullSecretsOf,
      ambient: ambientKeychain(),
    }),
    resolve: resolving(registry),
    clock: Date.now,
  };
  const observe = observed(log, metrics);
  const tell = denialEvents(kube, settings.identity, troubled);
  const admission = await serveAdmission({
    port: settings.port,
    ...(settings.host === undefined ? {} : { host: settings.host }),
    reviewers: {
      [webhookPaths.resolution]: (request) => mutate(request, means),
      [webhookPaths.verification]: (request) => validate(request, means),
      [webhookPaths.policies]: reviewPolicy,
    },
    answered: (review) => {
      observe(review);
      tell(review);
    },
  });
  const leadership = elect(kube, {
    namespace: agentNamespace,
    name: 'agent',
    identity: settings.identity,
    troubled,
  });
  const certificates = keepCertificates(kube, {
    isLeader: leadership.isLeader,
    show: admission.certify,
    troubled,
    renewed: () => log('INFO', 'made a new certificate'),
  });
  leadership.onChange((leads) => {
    log('INFO', leads ? 'leads now' : 'leads no more');
    void certificates.tend();
  });
  metrics.gauge(
    'enforce_policies',
    'Policies in force.',
    () => rules.current().set.policies.length,
  );
  metrics.gauge('enforce_leader', 'Whether this replica leads.', () => +leadership.isLeader());
  metrics.gauge('enforce_admission_pending', 'Reviews under way.', admission.pending);
  metrics.gauge('enforce_registry_requests', 'Requests sent to registries.', registry.requests);
  metrics.gauge('enforce_resident_bytes', 'Resident memory.', () => process.memoryUsage.rss());
  let draining = false;
  const health = await serveHealth({
    port: settings.healthPort,
    ...(settings.host === undefined ? {} : { host: settings.host }),
    ready: () => ({
      policies: rules.isSynced(),
      'service accounts': accounts.isSynced(),
      'a certificate': certificates.isReady(),
      'nothing: it ends': !draining,
    }),
    metrics: metrics.text,
  });
  rules.onChange(({ set, revision }) =>
    log('INFO', 'policies in force', {
      revision,
      policies: set.policies.length,
      broken: set.policies.filter(({ broken }) => broken.length > 0).map(({ name }) => name),
    }),
  );
  return {
    ports: { admission: admission.port, health: health.port },
    drain: () => {
      draining = true;
    },
    close: async () => {
      draining = true;
      await admission.close();
      rules.stop();
      accounts.stop();
      certificates.stop();
      await leadership.stop();
      await health.close();
      registry.close();
      kube.close();
    },
  };
}
