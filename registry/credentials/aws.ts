// SPDX-License-Identifier: Apache-2.0
import type { ECRClientConfig } from '@aws-sdk/client-ecr';
import { type Clock, realClock } from '../clock.ts';
import { secureAgent } from '../wire/agents.ts';
import type { Proxies } from '../wire/proxies.ts';
import type { Keychain } from './credential.ts';
import { type Lent, lending } from './lent.ts';

/** A private registry of ECR: account, region and domain, in both forms that AWS gives. */
const registry =
  /^\d{12}\.dkr(?:\.ecr(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?|-ecr(?:-fips)?\.([a-z0-9-]+)\.on\.(?:aws|amazonwebservices\.com\.cn))$/;

/** The region of a private registry of ECR; undefined for any other host. */
export function ecrRegion(host: string): string | undefined {
  const found = registry.exec(host);
  return found?.[1] ?? found?.[2];
}

/** A token is not shown in its last minutes, in milliseconds. */
const margin = 5 * 60_000;

/**
 * Amazon ECR, for whoever this process is to AWS: its keys, role or pod identity, as AWS's own client
 * finds them. The client is loaded with the first image from ECR. One token serves a region.
 */
export function ecrKeychain(
  clock: Clock = realClock,
  configuration: ECRClientConfig = {},
): Keychain {
  const lend = lending(clock, (region) => ecrToken(region, configuration), 'AWS');
  return async (repository) => {
    const host = repository.slice(0, repository.indexOf('/'));
    const region = ecrRegion(host);
    return region === undefined ? undefined : lend(region);
  };
}

/** AWS's client through proxies: it, and what it asks for its own credentials over https. */
export const proxied = (proxies: Proxies | undefined): ECRClientConfig =>
  proxies === undefined
    ? {}
    : { requestHandler: { httpsAgent: secureAgent({ reach: 'private', proxies }) } };

/** What ECR takes in the region. @throws Error with what AWS says */
export async function ecrToken(region: string, configuration: ECRClientConfig): Promise<Lent> {
  const { ECRClient, GetAuthorizationTokenCommand } = await import('@aws-sdk/client-ecr');
  const client = new ECRClient({ maxAttempts: 2, ...configuration, region });
  try {
    const { authorizationData } = await client.send(new GetAuthorizationTokenCommand({}));
    const { authorizationToken = '', expiresAt } = authorizationData?.[0] ?? {};
    const plain = Buffer.from(authorizationToken, 'base64').toString('utf8');
    const colon = plain.indexOf(':');
    if (colon === -1 || expiresAt === undefined) throw new Error('no token');
    const [username, password] = [plain.slice(0, colon), plain.slice(colon + 1)];
    return {
      credential: { kind: 'basic', username, password },
      until: expiresAt.getTime() - margin,
    };
  } finally {
    client.destroy();
  }
}
