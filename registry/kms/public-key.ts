// SPDX-License-Identifier: Apache-2.0
import { createPublicKey } from 'node:crypto';
import { kmsFault } from '../../core/policy/kms.ts';
import { type AwsKms, awsPublicKey } from './aws.ts';
import { type GoogleKms, googlePublicKey } from './google.ts';
import { NoKey } from './no-key.ts';

/** A public key in PEM, or a sentence that says why there is none. */
export type FetchedKey = { pem: string } | { fault: string };

/** How the providers are reached; as their own clients find out where it is left open. */
export interface Providers {
  google?: GoogleKms;
  aws?: AwsKms;
}

/**
 * Reads the public key that a policy names as `gcpkms://…` or `awskms://…`, through the provider's own
 * client, which is loaded with the first such key. Keys of Azure and HashiCorp Vault are refused.
 * Never throws: a policy whose key is not there denies, and says why.
 */
export async function kmsPublicKey(
  reference: string,
  { google, aws }: Providers = {},
): Promise<FetchedKey> {
  const fault = kmsFault(reference);
  if (fault !== undefined) return { fault };
  const provider = reference.slice(0, reference.indexOf(':'));
  if (provider !== 'gcpkms' && provider !== 'awskms') {
    const instead = 'put the public key itself into key.data';
    return { fault: `keys of ${provider} are not read: ${instead}` };
  }
  try {
    const key =
      provider === 'gcpkms'
        ? await googlePublicKey(reference, google)
        : await awsPublicKey(reference, aws);
    return { pem: String(createPublicKey(key).export({ format: 'pem', type: 'spki' })) };
  } catch (cause) {
    return { fault: `${reference} could not be read: ${reasonOf(cause)}` };
  }
}

/** Our own sentence, or the kind of the provider's error: its text may say more than it should. */
function reasonOf(cause: unknown): string {
  if (cause instanceof NoKey) return cause.message;
  if (!(cause instanceof Error)) return 'the provider failed';
  const kind = 'status' in cause && typeof cause.status === 'number' ? cause.status : cause.name;
  return `the provider failed (${kind})`;
}
