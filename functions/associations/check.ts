// SPDX-License-Identifier: Apache-2.0
import type { Association, checkAssociation } from '../../core/api/associations.ts';
import type { Cloud } from '../../core/iam/components.ts';
import { assumeAtAmazon } from '../../registry/credentials/aws-federated.ts';
import type { Exchanges } from '../../registry/credentials/federated.ts';
import { borrowFromGoogle } from '../../registry/credentials/google-federated.ts';
import type { Handler } from '../http/handler.ts';
import type { Service } from '../service.ts';
import { nearest } from './nearest.ts';
import { wayToAmazon, wayToGoogle } from './ways.ts';

/** Where AWS is asked: the region does not matter for roles. */
const region = 'us-east-1';

/** Comes in as `canary`, which may do nothing, and says how it went. Nothing of what it got is kept. */
export const check =
  (exchanges: Exchanges): Handler<typeof checkAssociation> =>
  async ({ group, cloud }, { service }) => {
    const found = await nearest(service.documents, group, cloud);
    if (found === undefined) {
      return { state: 'not ready', message: `no ${cloud} account is associated with the group` };
    }
    try {
      await enter(service, found, cloud, exchanges);
      return { state: 'ready', message: `${titles[cloud]} role impersonation was successful!` };
    } catch (error) {
      return { state: 'not ready', message: said(error) };
    }
  };

const titles: Record<Cloud, string> = { google: 'GCP', amazon: 'AWS' };

async function enter(
  service: Service,
  found: Association,
  cloud: Cloud,
  exchanges: Exchanges,
): Promise<void> {
  if (cloud === 'google') {
    const way = wayToGoogle(service, found, 'canary');
    if (way !== undefined) await borrowFromGoogle(way, exchanges, service.clock());
  } else {
    const way = await wayToAmazon(service, found, 'canary', region);
    if (way !== undefined) await assumeAtAmazon(way, exchanges);
  }
}

/** The first line of what a cloud said, without anything that looks like a token. */
function said(error: unknown): string {
  const text = error instanceof Error ? error.message : 'it was refused';
  const [line = ''] = text.replaceAll(/[\w-]{20,}\.[\w-]{20,}(\.[\w-]+)?/g, '…').split('\n');
  return line.slice(0, 500);
}
