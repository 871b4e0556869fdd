// SPDX-License-Identifier: Apache-2.0
import type { FunctionName } from '../core/api/endpoint.ts';
import { Failure } from '../core/errors.ts';
import { bucketBlobs } from '../ports/blobs/storage.ts';
import { firestoreDocuments } from '../ports/documents/firestore.ts';
import { kmsKeys } from '../ports/keys/kms.ts';
import { kmsClient } from '../ports/keys/kms-client.ts';
import { pubsubTopics } from '../ports/topics/pubsub.ts';
import { serve } from './framework.ts';
import { type Admit, googleCaller } from './gcp/caller.ts';
import { type Environment, readEnvironment } from './gcp/environment.ts';
import { cloudLog, type Log } from './gcp/log.ts';
import type { Listener } from './http.ts';
import type { Service } from './service.ts';
import type { TriggeredName } from './table.ts';

/**
 * Deploys one function of the API in the cloud. It reads the environment at once, so that what is
 * missing fails the deployment and not a request, and connects to nothing before it must.
 * @throws Failure FAILED_PRECONDITION
 */
export function deploy(name: FunctionName, make: (service: Service) => Listener): void {
  start(name, readEnvironment(process.env, name === 'auth' ? 'auth' : 'others'), make);
}

/** Deploys a function that one service of the cloud calls, and nobody else. @throws Failure FAILED_PRECONDITION */
export function deployTriggered(
  name: TriggeredName,
  make: (service: Service, admit: Admit) => Listener,
): void {
  const environment = readEnvironment(process.env, 'triggered');
  const { caller } = environment;
  if (caller === undefined) throw new Failure('FAILED_PRECONDITION', `nobody may call ${name}`);
  start(name, environment, (service) => make(service, googleCaller(caller)));
}

function start(name: string, environment: Environment, make: (service: Service) => Listener): void {
  const log = cloudLog(environment.project, name, (line) => process.stdout.write(`${line}\n`));
  const leaving = new AbortController();
  const service = compose(environment, log, leaving.signal);
  serve({
    name,
    log,
    make: async () => make(service),
    leave: () => leaving.abort(),
    close: async () => {
      await service.topics.close();
      await service.documents.close();
    },
  });
}

/** The service on Firestore, Pub/Sub, Cloud Storage and Cloud KMS; each client is loaded when it is first used. */
function compose(environment: Environment, log: Log, leaving: AbortSignal): Service {
  const { project: projectId, emulators } = environment;
  const clock = Date.now;
  return {
    documents: firestoreDocuments({ project: projectId, database: environment.database }, clock),
    topics: pubsubTopics(
      once(async () => {
        const { PubSub } = await import('@google-cloud/pubsub');
        return new PubSub({ projectId });
      }),
    ),
    blobs: bucketBlobs(
      once(async () => {
        const { Storage } = await import('@google-cloud/storage');
        const there = emulators.storage && { apiEndpoint: `http://${emulators.storage}` };
        return new Storage({ projectId, ...there }).bucket(environment.bucket);
      }),
    ),
    keys: kmsKeys({
      client: once(() => kmsClient(emulators.kms)),
      cryptoKey: environment.signingKey,
      clock,
    }),
    clock,
    fetch,
    log: log.write,
    leaving,
    issuer: environment.url,
    audience: environment.url,
    proxies: environment.proxies,
    loginProviders: environment.loginProviders,
    development: undefined,
    cookieKeys: environment.cookieKeys,
  };
}

/** Makes it at the first call, and again after it failed. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
