// SPDX-License-Identifier: Apache-2.0

/** The kinds of objects that a policy can be limited to, and the API group of each. */
const groups: Record<string, string> = {
  pods: '',
  replicasets: 'apps',
  deployments: 'apps',
  statefulsets: 'apps',
  daemonsets: 'apps',
  jobs: 'batch',
  cronjobs: 'batch',
};

/** Whether objects of this name (`pods`, `deployments`, …; case does not matter) hold images. */
export const isResource = (name: string): boolean => Object.hasOwn(groups, name.toLowerCase());

/** The API group of the resource, if it is one that holds images; empty for the core group. */
export const groupOf = (name: string): string | undefined =>
  isResource(name) ? groups[name.toLowerCase()] : undefined;
