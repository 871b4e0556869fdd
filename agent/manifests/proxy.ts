// SPDX-License-Identifier: Apache-2.0
import { agentNamespace, proxySecret } from '../names.ts';
import { ours } from './options.ts';

/** The proxy through which the agent reaches what lies outside of the cluster. */
export interface AgentProxy {
  /** Its URL; undefined where the Secret that lies there already holds it. */
  url: string | undefined;
  /** What is reached without it, beside what always is. */
  noProxy: string[];
  /** Another for each installation that gives credentials: new pods, which read them. */
  revision?: string | undefined;
}

/**
 * What the agent reaches without a proxy in any case: names and addresses inside of clusters and
 * private networks, and the clouds' metadata services, which Google's client would ask a proxy for.
 * Kubernetes itself puts the address of its API in.
 */
export const neverProxied: readonly string[] = [
  '$(KUBERNETES_SERVICE_HOST)',
  ...['.svc', '.cluster.local'],
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'],
  ...['169.254.169.254', 'metadata.google.internal'],
];

/** On the pods: the revision. */
export const proxyAnnotation = 'enforcer.chainguard.dev/proxy';

/** The key of the Secret. */
const urlKey = 'url';

/** The variables of the agent's container. A URL with credentials stands in a Secret alone. */
export function proxyVariables(proxy: AgentProxy | undefined) {
  if (proxy === undefined) return [];
  const { url, noProxy } = proxy;
  const from = { secretKeyRef: { name: proxySecret, key: urlKey } };
  return [
    isSecret(proxy)
      ? { name: 'HTTPS_PROXY', valueFrom: from }
      : { name: 'HTTPS_PROXY', value: url },
    { name: 'NO_PROXY', value: [...neverProxied, ...noProxy].join() },
  ];
}

/** The Secret with the URL, where that has credentials that are given now. */
export const proxySecrets = (proxy: AgentProxy | undefined) =>
  proxy?.url === undefined || !isSecret(proxy)
    ? []
    : [
        {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: proxySecret, namespace: agentNamespace, labels: ours },
          stringData: { [urlKey]: proxy.url },
        },
      ];

/** Whether the URL is not to be read in the Deployment. */
export const isSecret = ({ url }: AgentProxy): boolean => url === undefined || url.includes('@');
