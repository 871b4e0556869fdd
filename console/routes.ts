// SPDX-License-Identifier: Apache-2.0
import { type ComponentType, lazy } from 'react';
import type { Address } from './addresses.ts';
import { Overview } from './pages/overview/overview.tsx';

/** A page of the console. `id` is the UIDP in its address, or empty. */
export type Page = ComponentType<{ id: string }>;

/** Every page by its address; all but the first are loaded when they are gone to. */
export const routes: [path: Address, page: Page][] = [
  ['/', Overview],
  ['/clusters', lazy(() => import('./pages/clusters/clusters.tsx'))],
  ['/clusters/*', lazy(() => import('./pages/clusters/cluster.tsx'))],
  ['/images/*', lazy(() => import('./pages/images/image.tsx'))],
  ['/policies', lazy(() => import('./pages/policies/policies.tsx'))],
  ['/policies/new', lazy(() => import('./pages/policies/new-policy.tsx'))],
  ['/policies/*', lazy(() => import('./pages/policies/policy.tsx'))],
  ['/groups', lazy(() => import('./pages/groups/groups.tsx'))],
  ['/groups/*', lazy(() => import('./pages/groups/group.tsx'))],
  ['/audit', lazy(() => import('./pages/audit/audit.tsx'))],
];
