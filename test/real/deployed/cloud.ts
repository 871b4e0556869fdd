// SPDX-License-Identifier: Apache-2.0

import { deployables } from '../../../functions/table.ts';
import { entries } from '../../../scripts/bundle/function.ts';
import { start } from '../emulators/java.ts';
import { kmsFake } from '../emulators/kms.ts';
import { type PubSubAtWork, projectId, pubsubAtWork } from '../emulators/pubsub.ts';
import { storageAtWork } from '../emulators/storage.ts';
import { type Balancer, balancer } from './balancer.ts';
import { type Deployed, deployed } from './process.ts';

/** The service as in the cloud: each function a process of its own, behind one address, on emulators. */
export interface Cloud {
  /** The address of the API. */
  url: string;
  firestore: string;
  pubsub: PubSubAtWork;
  functions: Record<string, Deployed>;
  stop: () => Promise<void>;
}

export interface CloudOptions {
  /** ENFORCE_LOGIN_PROVIDERS, for the home at this URL. */
  loginProviders: (url: string) => string;
}

/** The service account that calls what only the cloud's own services call. */
export const serviceAccount = 'sweep@demo-test.iam.gserviceaccount.com';
export const audience = 'https://sweep.example';

export async function startCloud({ loginProviders }: CloudOptions): Promise<Cloud> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const each of stops.reverse()) await each();
  };
  const kept = <T extends { stop: () => Promise<unknown> }>(part: T): T => {
    stops.push(part.stop);
    return part;
  };
  try {
    const front = kept(await balancer());
    const [firestore, pubsub, storage, kms] = await Promise.all([
      start('firestore').then(kept),
      pubsubAtWork().then(kept),
      storageAtWork().then(kept),
      kmsFake().then(kept),
    ]);
    await pubsub.declare('events');
    await storage.client().createBucket('demo-test-evidence');
    const environment = {
      GOOGLE_CLOUD_PROJECT: projectId,
      ENFORCE_URL: front.url,
      ENFORCE_SIGNING_KEY: await kms.newKey(),
      ENFORCE_BUCKET: 'demo-test-evidence',
      ENFORCE_PROXIES: '2',
      ENFORCE_LOGIN_PROVIDERS: loginProviders(front.url),
      ENFORCE_COOKIE_KEYS: JSON.stringify(['a secret for tests that is long enough']),
      ENFORCE_CALLER: serviceAccount,
      ENFORCE_AUDIENCE: audience,
      ENFORCE_CERTIFICATES_EMULATOR: pubsub.google.certificates,
      ENFORCE_STORAGE_EMULATOR: storage.host,
      ENFORCE_KMS_EMULATOR: `127.0.0.1:${kms.port}`,
      FIRESTORE_EMULATOR_HOST: firestore.host,
      PUBSUB_EMULATOR_HOST: pubsub.host,
    };
    const functions = await deployAll(environment, front, kept);
    return { url: front.url, firestore: firestore.host, pubsub, functions, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function deployAll(
  environment: NodeJS.ProcessEnv,
  front: Balancer,
  kept: (part: Deployed) => Deployed,
): Promise<Record<string, Deployed>> {
  const functions: Record<string, Deployed> = {};
  for (const name of Object.keys(entries)) {
    const started = kept(await deployed(name, environment));
    functions[name] = started;
    if (name in deployables) front.route(name, started.url);
  }
  return functions;
}
