// SPDX-License-Identifier: Apache-2.0
import { agentNamespace, policyNamespace, settingsMap } from '../names.ts';
import { kept, ours } from './options.ts';
import { policyDefinitions } from './policy-definitions.ts';

/** Namespaces in which nothing is policed, whichever way of choosing namespaces is in force. */
const unpoliced = { 'policy.sigstore.dev/include': 'false', 'policy.sigstore.dev/exclude': 'true' };

/** Where the agent lives. It needs no more than the strictest of Kubernetes' own standards allows. */
export const agentPlace = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name: agentNamespace,
    labels: { ...unpoliced, ...ours, 'pod-security.kubernetes.io/enforce': 'restricted' },
  },
};

/** Where policies find keys and pull secrets; people's own, so it stays when the agent goes. */
const policyPlace = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: policyNamespace, labels: unpoliced, annotations: kept },
};

/** What cluster administrators set; its data is theirs alone. */
const settings = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: settingsMap, namespace: policyNamespace, annotations: kept },
};

/** What an enforcing agent needs beside itself: the kinds of policies, and where they find things. */
export const policyPlaces = [
  ...policyDefinitions.map((definition) => ({
    ...definition,
    metadata: { ...definition.metadata, annotations: kept },
  })),
  policyPlace,
  settings,
];
