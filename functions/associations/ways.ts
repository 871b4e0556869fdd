// SPDX-License-Identifier: Apache-2.0
import type { Association } from '../../core/api/associations.ts';
import { type Component, names } from '../../core/iam/components.ts';
import type { AmazonAccess } from '../../registry/credentials/aws-federated.ts';
import type { GoogleAccess } from '../../registry/credentials/google-federated.ts';
import type { Service } from '../service.ts';
import { componentToken } from './component-token.ts';

/** How the component comes into the group's project, or undefined without one. */
export function wayToGoogle(
  service: Service,
  { group, google }: Association,
  component: Component,
): GoogleAccess | undefined {
  if (google === undefined) return undefined;
  const { projectId, projectNumber } = google;
  const pool = `projects/${projectNumber}/locations/global/workloadIdentityPools/${names.pool}`;
  return {
    provider: `//iam.googleapis.com/${pool}/providers/${names.provider}`,
    account: `${names.account(component)}@${projectId}.iam.gserviceaccount.com`,
    token: () => componentToken(service, 'google', component, group),
  };
}

/** How the component comes into the group's account in the region, or undefined without one. */
export async function wayToAmazon(
  service: Service,
  { group, amazon }: Association,
  component: Component,
  region: string,
): Promise<AmazonAccess | undefined> {
  if (amazon === undefined) return undefined;
  return {
    role: `arn:aws:iam::${amazon.account}:role/${names.account(component)}`,
    region,
    token: await componentToken(service, 'amazon', component, group),
  };
}
