// SPDX-License-Identifier: Apache-2.0
import type { KeyManagementServiceClient } from '@google-cloud/kms';
import { NoKey } from './no-key.ts';

/** Opens Google's client. */
export type GoogleKms = () => Promise<KeyManagementServiceClient>;

/** How long a call may take with all its tries, in milliseconds. */
const patience = { timeout: 10_000 };

const form =
  /^gcpkms:\/\/(projects\/[^/]+\/locations\/[^/]+\/keyRings\/[^/]+\/cryptoKeys\/[^/]+)(?:\/(?:cryptoKeyVersions|versions)\/([0-9]+))?$/;

/**
 * The public key of a version in Cloud KMS, of the newest enabled one if the reference names none;
 * PEM. @throws NoKey, or what Google's client throws
 */
export async function googlePublicKey(
  reference: string,
  open: GoogleKms = openClient,
): Promise<string> {
  const [, cryptoKey, version] = form.exec(reference) ?? [];
  if (cryptoKey === undefined) {
    const example = 'gcpkms://projects/P/locations/L/keyRings/R/cryptoKeys/K/cryptoKeyVersions/1';
    throw new NoKey(`a key in Cloud KMS is written as ${example}`);
  }
  const client = await open();
  const number = version ?? (await newest(client, cryptoKey));
  const name = `${cryptoKey}/cryptoKeyVersions/${number}`;
  const [{ pem }] = await client.getPublicKey({ name }, patience);
  if (!pem) throw new NoKey('it has no public key');
  return pem;
}

async function newest(client: KeyManagementServiceClient, parent: string): Promise<number> {
  const request = { parent, filter: 'state=ENABLED' };
  const [versions] = await client.listCryptoKeyVersions(request, patience);
  const numbers = versions.map(({ name }) => Number(name?.split('/').at(-1)));
  if (numbers.length === 0) throw new NoKey('it has no enabled version');
  return Math.max(...numbers);
}

let opened: Promise<KeyManagementServiceClient> | undefined;

const openClient: GoogleKms = () => {
  opened ??= import('@google-cloud/kms').then(
    ({ KeyManagementServiceClient }) => new KeyManagementServiceClient(),
  );
  return opened;
};
