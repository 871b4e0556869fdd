// SPDX-License-Identifier: Apache-2.0
import { certificateSecret, enforcer, policyWebhook, settingsMap } from '../names.ts';

/** A rule of a Role or ClusterRole. */
export interface Rule {
  apiGroups: string[];
  resources: string[];
  resourceNames?: string[];
  verbs: string[];
}

const rule = (group: string, resources: string[], verbs: string[], names?: string[]): Rule => ({
  apiGroups: [group],
  resources,
  verbs,
  ...(names === undefined ? {} : { resourceNames: names }),
});

const seen = ['get', 'list', 'watch'];

/**
 * What answering admission reviews needs, and no more. Pull secrets are read by name, in any namespace,
 * and never listed or watched; the webhook configurations are those of these names.
 */
export const admissionRights = {
  /** In the whole cluster. */
  cluster: [
    rule('policy.sigstore.dev', ['clusterimagepolicies', 'trustroots'], seen),
    rule('', ['serviceaccounts'], seen),
    rule('', ['secrets'], ['get']),
    rule(
      'admissionregistration.k8s.io',
      ['mutatingwebhookconfigurations'],
      [...seen, 'patch'],
      [enforcer],
    ),
    rule(
      'admissionregistration.k8s.io',
      ['validatingwebhookconfigurations'],
      [...seen, 'patch'],
      [enforcer, policyWebhook],
    ),
    rule('events.k8s.io', ['events'], ['create']),
  ],
  /** In the agent's own namespace. */
  agent: [
    rule('', ['secrets'], ['create']),
    rule('', ['secrets'], [...seen, 'update'], [certificateSecret]),
    rule('coordination.k8s.io', ['leases'], ['get', 'create', 'update']),
  ],
  /** In the policies' namespace. */
  policies: [rule('', ['configmaps'], seen, [settingsMap])],
};
