// SPDX-License-Identifier: Apache-2.0
import { keepCertificates } from '../certificates/keep.ts';
import type { AgentMeans, Part } from '../means.ts';
import { webhookPaths } from '../names.ts';
import type { RulesInForce } from '../policies/rules.ts';
import { denialReports } from '../report/denials.ts';
import { denialEvents } from './denial-events.ts';
import type { Means } from './judge.ts';
import { mutate } from './mutate.ts';
import { observed } from './observed.ts';
import { reviewPolicy } from './policy-review.ts';
import { resolving } from './resolve.ts';
import { serveAdmission } from './server.ts';
import { validate } from './validate.ts';

export interface Admission extends Part {
  /** Where reviews are answered. */
  port: number;
}

/**
 * Answers admission reviews by the policies that lie in the cluster. It is ready once it has seen all
 * policies and has a certificate to show.
 */
export async function startAdmission(agent: AgentMeans, rules: RulesInForce): Promise<Admission> {
  const { kube, registry, memory, keychains, leadership, plane } = agent;
  const { settings, log, metrics, troubled } = agent;
  const resolve = resolving(registry);
  const means: Means = { rules: rules.current, memory, keychains, resolve, clock: Date.now };
  const count = observed(log, metrics);
  const denials = plane === undefined ? undefined : denialReports(plane, troubled);
  const tell = denialEvents(kube, settings.identity, troubled);
  const server = await serveAdmission({
    port: settings.port,
    ...(settings.host === undefined ? {} : { host: settings.host }),
    reviewers: {
      [webhookPaths.resolution]: (request) => mutate(request, means),
      [webhookPaths.verification]: (request) => validate(request, means, denials?.tell),
      [webhookPaths.policies]: reviewPolicy,
    },
    answered: (review) => {
      count(review);
      tell(review);
    },
  });
  const certificates = keepCertificates(kube, {
    isLeader: leadership.isLeader,
    show: server.certify,
    troubled,
    renewed: () => log('INFO', 'made a new certificate'),
  });
  leadership.onChange(() => void certificates.tend());
  metrics.gauge(
    'enforce_policies',
    'Policies in force.',
    () => rules.current().set.policies.length,
  );
  metrics.gauge('enforce_admission_pending', 'Reviews under way.', server.pending);
  rules.onChange(({ set, revision }) => {
    const broken = set.policies.filter((each) => each.broken.length > 0).map(({ name }) => name);
    log('INFO', 'policies in force', { revision, policies: set.policies.length, broken });
  });
  return {
    port: server.port,
    ready: () => ({
      policies: rules.isSynced(),
      'a certificate': certificates.isReady(),
    }),
    close: async () => {
      await server.close();
      certificates.stop();
      denials?.stop();
    },
  };
}
