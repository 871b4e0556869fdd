// SPDX-License-Identifier: Apache-2.0
import { certificate, credentials } from './credentials.ts';
import { type ManifestOptions, ours } from './options.ts';
import { agentPlace, policyPlaces } from './places.ts';
import { proxySecrets } from './proxy.ts';
import { rights } from './rights.ts';
import { webhookConfigurations } from './webhooks.ts';
import { deployment, disruptionBudget, service } from './workload.ts';

/** An object as it is applied. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; [field: string]: unknown };
  [field: string]: unknown;
}

/** Everything that an installation applies, in the order in which it is. */
export interface Manifests {
  /** What the agent stands on. */
  ground: Manifest[];
  agent: Manifest;
  /** They come when the agent answers, and go first. */
  webhooks: Manifest[];
}

export function manifests(options: ManifestOptions): Manifests {
  const enforces = options.profiles.includes('enforcer');
  const { failurePolicy } = options;
  return {
    ground: [
      agentPlace,
      ...(enforces ? policyPlaces : []),
      ...rights(enforces),
      credentials(options),
      ...proxySecrets(options.proxy),
      ...(enforces ? [certificate, service] : []),
      disruptionBudget,
    ],
    agent: deployment(options),
    webhooks: enforces ? webhookConfigurations({ failurePolicy }).map(labelled) : [],
  };
}

const labelled = (manifest: Manifest): Manifest => ({
  ...manifest,
  metadata: { ...manifest.metadata, labels: ours },
});
