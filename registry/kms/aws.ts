// SPDX-License-Identifier: Apache-2.0
import { isIP } from 'node:net';
import type { KMSClientConfig } from '@aws-sdk/client-kms';
import { secureAgent } from '../wire/agents.ts';
import type { Proxies } from '../wire/proxies.ts';
import { hostOf, isLocal, type Reach, reachable } from '../wire/reach.ts';
import { NoKey } from './no-key.ts';

export interface AwsKms {
  /** Where an endpoint that a policy names may lie; `public` if absent: AWS's own hosts only. */
  reach?: Reach;
  configuration?: KMSClientConfig;
  /** The proxies that requests go through; none if absent. */
  proxies?: Proxies | undefined;
}

/** How long one connection and one answer may take, in milliseconds. */
const patience = { connectionTimeout: 3_000, requestTimeout: 10_000 };

/**
 * The public key of a key in AWS KMS (`awskms://[host:port]/ARN`), for whoever this process is to AWS;
 * DER. @throws NoKey, or what AWS's client throws
 */
export async function awsPublicKey(
  reference: string,
  { reach = 'public', configuration = {}, proxies }: AwsKms = {},
): Promise<{ key: Buffer; format: 'der'; type: 'spki' }> {
  const [, host = '', id = ''] = /^awskms:\/\/([^/]*)\/(.+)$/.exec(reference) ?? [];
  const region = id.split(':')[3] ?? '';
  const endpoint = host === '' ? {} : { endpoint: endpointAt(host, reach) };
  const { GetPublicKeyCommand, KMSClient } = await import('@aws-sdk/client-kms');
  // AWS's own hosts may be private endpoints of the network that this runs in.
  const httpsAgent = secureAgent({ reach: host === '' ? 'private' : reach, proxies });
  const requestHandler = { ...patience, httpsAgent };
  const client = new KMSClient({
    maxAttempts: 2,
    requestHandler,
    ...endpoint,
    ...configuration,
    region,
  });
  try {
    const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId: id }));
    if (PublicKey === undefined) throw new NoKey('it has no public key');
    return { key: Buffer.from(PublicKey), format: 'der', type: 'spki' };
  } finally {
    client.destroy();
    httpsAgent.destroy();
  }
}

/** @throws NoKey for an endpoint to which no request is sent from here */
function endpointAt(host: string, reach: Reach): string {
  const endpoint = `https://${host}`;
  if (!URL.canParse(endpoint)) throw new NoKey(`${host} is no endpoint`);
  const url = new URL(endpoint);
  const name = hostOf(url);
  const ownedByAws = /\.amazonaws\.com(\.cn)?$/.test(name);
  if (reach === 'public' && (isLocal(url) || !ownedByAws)) {
    throw new NoKey(`${host} is no endpoint of AWS, and no request is sent there`);
  }
  if (isIP(name) !== 0 && !reachable(name, reach)) {
    throw new NoKey(`${host} is an address to which no request is sent`);
  }
  return url.origin;
}
