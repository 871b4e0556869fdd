// SPDX-License-Identifier: Apache-2.0
import { agentNamespace, policyNamespace, serviceAccount } from '../names.ts';
import { admissionRights, type Rule } from './admission-rights.ts';
import { followingRights } from './following-rights.ts';
import { ours } from './options.ts';

const api = 'rbac.authorization.k8s.io';
const subjects = [{ kind: 'ServiceAccount', name: serviceAccount, namespace: agentNamespace }];

/** The agent's account and all that it may do. */
export const rights = (enforces: boolean) => [
  {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: serviceAccount, namespace: agentNamespace, labels: ours },
  },
  ...granted('ClusterRole', inCluster(enforces)),
  ...granted('Role', [...admissionRights.agent, ...followingRights.agent], agentNamespace),
  ...(enforces
    ? granted('Role', [...admissionRights.policies, ...followingRights.policies], policyNamespace)
    : []),
];

/** Whoever only observes has no webhooks to tend, and holds its policies itself. */
function inCluster(enforces: boolean): Rule[] {
  const all: Rule[] = [...admissionRights.cluster, ...followingRights.cluster];
  if (enforces) return all;
  const others = ['admissionregistration.k8s.io', 'policy.sigstore.dev'];
  return all.filter(({ apiGroups }) => !apiGroups.some((group) => others.includes(group)));
}

function granted(kind: 'Role' | 'ClusterRole', rules: Rule[], namespace?: string) {
  const name = namespace === undefined ? 'gulfstream-agent' : 'agent';
  const place = namespace === undefined ? {} : { namespace };
  const metadata = { name, ...place, labels: ours };
  const version = { apiVersion: `${api}/v1` };
  return [
    { ...version, kind, metadata, rules },
    {
      ...version,
      kind: `${kind}Binding`,
      metadata,
      roleRef: { apiGroup: api, kind, name },
      subjects,
    },
  ];
}
