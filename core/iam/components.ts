// SPDX-License-Identifier: Apache-2.0

/**
 * What of the service acts in a customer's cloud, each as `<component>:<group>`: `cosigned` reads images
 * and public keys, `canary` may do nothing and shows that the way is open.
 */
export const components = ['cosigned', 'canary'] as const;
export type Component = (typeof components)[number];

/** The clouds that can be associated, by the audience of the tokens that they are shown. */
export const clouds = ['google', 'amazon'] as const;
export type Cloud = (typeof clouds)[number];

/** What is called so on the customer's side; `infra/customer` makes it. */
export const names = {
  /** The workload identity pool and its provider, at Google. */
  pool: 'enforce-pool',
  provider: 'enforce-provider',
  /** The service account at Google, or the role at AWS, of a component. */
  account: (component: Component): string => `enforce-${component}`,
};
