// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { KeyManagementServiceClient } from '@google-cloud/kms';
import { credentials } from '@grpc/grpc-js';
import type { KeysAtWork } from '../../../ports/keys/contract.ts';
import { kmsKeys } from '../../../ports/keys/kms.ts';
import { type KmsClient, kmsClient } from '../../../ports/keys/kms-client.ts';
import type { Place } from './place.ts';

/** The key ring of these keys: neither rings nor keys can be deleted. */
const ring = 'enforce-contracts';

/**
 * A key of its own in the place, under a clock that the test moves. The clock of Cloud KMS cannot be
 * moved, so a version is said to have been made when the test's clock said so.
 */
export async function keyIn({ project, location, emulators }: Place): Promise<KeysAtWork> {
  const admin = adminIn(emulators?.kms);
  const parent = `projects/${project}/locations/${location}`;
  const client = await kmsClient(emulators?.kms);
  const cryptoKey = await newKey(admin, parent);
  const moved = new Map<string, number>();
  let offset = 0;

  const listCryptoKeyVersions: KmsClient['listCryptoKeyVersions'] = async (request) => {
    const { cryptoKeyVersions, nextPageToken } = await client.listCryptoKeyVersions(request);
    const asMade = cryptoKeyVersions.map(({ name, createTime: { seconds } }) => {
      const then = Number(seconds) + Math.round((moved.get(name) ?? 0) / 1000);
      return { name, createTime: { seconds: String(then) } };
    });
    return { cryptoKeyVersions: asMade, nextPageToken };
  };
  const keys = kmsKeys({
    client: async () => ({ ...client, listCryptoKeyVersions }),
    cryptoKey,
    clock: () => Date.now() + offset,
  });
  await enabled(admin, `${cryptoKey}/cryptoKeyVersions/1`);
  return {
    keys,
    later: (milliseconds) => {
      offset += milliseconds;
    },
    rotate: async () => {
      const [{ name }] = await admin.createCryptoKeyVersion({ parent: cryptoKey });
      moved.set(name ?? '', offset);
      await enabled(admin, name ?? '');
    },
    end: async () => {
      const [versions] = await admin.listCryptoKeyVersions({
        parent: cryptoKey,
        filter: 'state=ENABLED',
      });
      for (const { name } of versions) await admin.destroyCryptoKeyVersion({ name: name ?? '' });
      await admin.close();
    },
  };
}

/** Google's whole client, which makes keys. */
function adminIn(emulator: string | undefined): KeyManagementServiceClient {
  if (emulator === undefined) return new KeyManagementServiceClient();
  const { hostname, port } = new URL(`http://${emulator}`);
  const sslCreds = credentials.createInsecure();
  return new KeyManagementServiceClient({ apiEndpoint: hostname, port: Number(port), sslCreds });
}

async function newKey(admin: KeyManagementServiceClient, parent: string): Promise<string> {
  const keyRing = `${parent}/keyRings/${ring}`;
  await admin.getKeyRing({ name: keyRing }).catch(async () => {
    await admin.createKeyRing({ parent, keyRingId: ring, keyRing: {} });
  });
  const versionTemplate = { algorithm: 'EC_SIGN_P256_SHA256' } as const;
  const cryptoKey = { purpose: 'ASYMMETRIC_SIGN', versionTemplate } as const;
  const cryptoKeyId = `contract-${randomUUID()}`;
  const [{ name }] = await admin.createCryptoKey({ parent: keyRing, cryptoKeyId, cryptoKey });
  return name ?? '';
}

/** Waits until the version signs: Cloud KMS makes its key in the background. */
async function enabled(admin: KeyManagementServiceClient, name: string): Promise<void> {
  for (let tries = 0; tries < 60; tries += 1) {
    const [{ state }] = await admin.getCryptoKeyVersion({ name });
    if (state === 'ENABLED') return;
    await wait(500);
  }
  throw new Error(`${name} is still not enabled`);
}
