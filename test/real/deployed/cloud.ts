// SPDX-License-Identifier: Apache-2.0
import { applied, type Resource } from '../../infra/resources.ts';
import { blocks, ofType, text } from '../../infra/rules/rule.ts';
import { start } from '../emulators/java.ts';
import { kmsFake } from '../emulators/kms.ts';
import { type PubSubAtWork, pubsubAtWork } from '../emulators/pubsub.ts';
import type { Target } from '../emulators/relay.ts';
import { storageAtWork } from '../emulators/storage.ts';
import { workplace } from '../terraform/terraform.ts';
import { balancer } from './balancer.ts';
import { type Deployed, deployed } from './process.ts';
import { declaredFunctions, makeBuckets, makeTopics } from './topology.ts';

/**
 * The service as `infra/` declares it, on emulators: its topics, subscriptions and buckets, each
 * function a process of its own with the environment that is declared for it, behind its URL map.
 */
export interface Cloud {
  /** The address of the API. */
  url: string;
  firestore: string;
  pubsub: PubSubAtWork;
  functions: Record<string, Deployed>;
  /** What Cloud Scheduler calls, and as whom. */
  scheduled: Target;
  stop: () => Promise<void>;
}

export interface CloudOptions {
  /** The values of secrets, by the variable that has them. */
  secrets: Record<string, string>;
}

export async function startCloud({ secrets }: CloudOptions): Promise<Cloud> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const each of stops.reverse()) await each();
  };
  const kept = <T extends { stop: () => Promise<unknown> }>(part: T): T => {
    stops.push(part.stop);
    return part;
  };
  try {
    const declared = made();
    const front = kept(await balancer());
    const [firestore, pubsub, storage, kms] = await Promise.all([
      start('firestore').then(kept),
      pubsubAtWork().then(kept),
      storageAtWork().then(kept),
      kmsFake().then(kept),
    ]);
    const triggered = new Map<string, string>();
    await makeTopics(declared, pubsub.client(), ({ url, ...push }) =>
      pubsub.google.endpoint({
        ...push,
        get url() {
          return triggered.get(url) ?? url;
        },
      }),
    );
    await makeBuckets(declared, storage.client());
    const here = {
      ENFORCE_URL: front.url,
      ENFORCE_SIGNING_KEY: await kms.newKey(),
      ENFORCE_CERTIFICATES_EMULATOR: pubsub.google.certificates,
      ENFORCE_STORAGE_EMULATOR: storage.host,
      ENFORCE_KMS_EMULATOR: `127.0.0.1:${kms.port}`,
      FIRESTORE_EMULATOR_HOST: firestore.host,
      PUBSUB_EMULATOR_HOST: pubsub.host,
    };
    const functions: Record<string, Deployed> = {};
    for (const { name, environment, secrets: named, paths } of declaredFunctions(declared)) {
      const own = Object.fromEntries(named.map((variable) => [variable, secrets[variable]]));
      const started = kept(await deployed(name, { ...environment, ...own, ...here }));
      functions[name] = started;
      front.route(paths, started.url);
      triggered.set(environment['ENFORCE_AUDIENCE'] ?? '', started.url);
    }
    const scheduled = scheduledIn(declared);
    return { url: front.url, firestore: firestore.host, pubsub, functions, scheduled, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function made(): Resource[] {
  const place = workplace();
  try {
    return applied(place);
  } finally {
    place.remove();
  }
}

function scheduledIn(all: Resource[]): Target {
  const [target] = ofType(all, 'google_cloud_scheduler_job').flatMap((job) =>
    blocks(job, 'http_target'),
  );
  if (target === undefined) throw new Error('nothing is scheduled');
  return {
    url: text(target, 'uri'),
    audience: text(target, 'oidc_token.audience'),
    serviceAccount: text(target, 'oidc_token.service_account_email'),
  };
}
