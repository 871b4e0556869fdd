// SPDX-License-Identifier: Apache-2.0
import { enrolmentMap, inviteSecret, resyncMap } from '../names.ts';
import type { Rule } from './admission-rights.ts';

const seen = ['get', 'list', 'watch'];

/** What doing as the control plane says needs, beside what answering admission reviews does. */
export const followingRights = {
  /** In the whole cluster. */
  cluster: [
    {
      apiGroups: ['policy.sigstore.dev'],
      resources: ['clusterimagepolicies', 'trustroots'],
      verbs: [...seen, 'create', 'patch', 'delete'],
    },
    { apiGroups: [''], resources: ['namespaces'], verbs: ['get'] },
    { apiGroups: [''], resources: ['pods'], verbs: seen },
    {
      apiGroups: ['apps'],
      resources: ['deployments', 'replicasets', 'statefulsets', 'daemonsets'],
      verbs: seen,
    },
    { apiGroups: ['batch'], resources: ['jobs', 'cronjobs'], verbs: seen },
  ],
  /** In the agent's own namespace. */
  agent: [
    { apiGroups: [''], resources: ['secrets'], resourceNames: [inviteSecret], verbs: ['get'] },
    { apiGroups: [''], resources: ['configmaps'], verbs: ['create'] },
    {
      apiGroups: [''],
      resources: ['configmaps'],
      resourceNames: [enrolmentMap],
      verbs: ['get', 'patch'],
    },
  ],
  /** In the policies' namespace: public keys come with policies, and go with them. */
  policies: [
    { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'create', 'patch', 'delete'] },
    {
      apiGroups: [''],
      resources: ['configmaps'],
      resourceNames: [resyncMap],
      verbs: [...seen],
    },
  ],
} satisfies { [place: string]: Rule[] };
