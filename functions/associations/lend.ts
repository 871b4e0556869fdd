// SPDX-License-Identifier: Apache-2.0
import type { lendRegistryToken } from '../../core/api/associations.ts';
import { Failure } from '../../core/errors.ts';
import type { Cloud } from '../../core/iam/components.ts';
import { ecrRegion } from '../../registry/credentials/aws.ts';
import { borrowFromAmazon } from '../../registry/credentials/aws-federated.ts';
import type { Borrowed, Exchanges } from '../../registry/credentials/federated.ts';
import { isGoogleRegistry } from '../../registry/credentials/google.ts';
import { borrowFromGoogle } from '../../registry/credentials/google-federated.ts';
import type { AgentHandler } from '../http/handler.ts';
import type { Service } from '../service.ts';
import { nearest } from './nearest.ts';
import { wayToAmazon, wayToGoogle } from './ways.ts';

/**
 * Lends the agent what opens the registry, as `cosigned` of the nearest group above its cluster that
 * has an account there. @throws Failure NOT_FOUND without one, UNAVAILABLE when the cloud refuses
 */
export const lend =
  (exchanges: Exchanges): AgentHandler<typeof lendRegistryToken> =>
  async ({ registry }, { service, cluster }) => {
    const region = ecrRegion(registry);
    const cloud: Cloud | undefined =
      region !== undefined ? 'amazon' : isGoogleRegistry(registry) ? 'google' : undefined;
    const found = cloud && (await nearest(service.documents, cluster.group, cloud));
    const borrowed =
      found === undefined ? undefined : await borrow(service, found, region, exchanges);
    if (borrowed === undefined) {
      throw new Failure('NOT_FOUND', `no account is associated for ${registry}`, {
        place: 'registry',
        next: 'chainctl iam account-associations list',
      });
    }
    const { username, password, until } = borrowed;
    return { username, password, expiry: new Date(until).toISOString() };
  };

async function borrow(
  service: Service,
  found: NonNullable<Awaited<ReturnType<typeof nearest>>>,
  region: string | undefined,
  exchanges: Exchanges,
): Promise<Borrowed | undefined> {
  try {
    if (region !== undefined) {
      const way = await wayToAmazon(service, found, 'cosigned', region);
      return way && (await borrowFromAmazon(way, exchanges));
    }
    const way = wayToGoogle(service, found, 'cosigned');
    return way && (await borrowFromGoogle(way, exchanges, service.clock()));
  } catch (cause) {
    throw new Failure('UNAVAILABLE', 'the cloud does not let the service in as this group', {
      place: 'registry',
      next: `chainctl iam account-associations check ${region === undefined ? 'gcp' : 'aws'}`,
      cause,
    });
  }
}
