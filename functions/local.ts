// SPDX-License-Identifier: Apache-2.0
import { mkdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { join } from 'node:path';
import { Failure } from '../core/errors.ts';
import { fileBlobs } from '../ports/blobs/embedded.ts';
import { openDocuments } from '../ports/documents/embedded.ts';
import type { Documents } from '../ports/documents/port.ts';
import { fileKeys } from '../ports/keys/embedded.ts';
import { embeddedTopics } from '../ports/topics/embedded.ts';
import { sweep } from '../store/change.ts';
import { clearDeparted } from '../store/records.ts';
import type { Listener } from './http.ts';
import { consume } from './local/consume.ts';
import { cookieKeys } from './local/cookie-keys.ts';
import { front } from './local/front.ts';
import { deliveriesTopic } from './notify/notify.ts';
import type { LoginProvider, Service } from './service.ts';

export interface LocalOptions {
  /** The folder that holds everything; made if it is not there. */
  data: string;
  /** Where documents are kept; in a file of the folder unless told. */
  documents?: Documents;
  /** The loopback port; 0 for any. */
  port: number;
  /** The URL under which others reach this home; it becomes issuer and audience. */
  publicUrl?: string;
  /** A second listener, for clusters and colleagues. */
  outside?: { host: string; port: number; tls?: { cert: Buffer; key: Buffer } };
  loginProviders: LoginProvider[];
  /** The folder of the console, once it is built; without one, `/` says where one is. */
  console?: Promise<string | undefined>;
  log: (entry: object) => void;
}

/** A running local home. */
export interface LocalHome {
  /** Where it answers on loopback, without a slash at the end. */
  url: string;
  service: Service;
  /** Answers what has begun, then lets go of ports and files. */
  close: () => Promise<void>;
}

/** How often what a crash left unpublished is looked for, in milliseconds. */
const sweepEvery = 60_000;

/**
 * Composes the service in one process, on files alone, and serves it.
 * @throws Failure when the port is taken or the data belongs to another process
 */
export async function startLocal(options: LocalOptions): Promise<LocalHome> {
  const { data } = options;
  await mkdir(data, { recursive: true, mode: 0o700 });
  const documents = options.documents ?? openDocuments(join(data, 'documents.db'));
  const closing: (() => Promise<unknown>)[] = [() => documents.close()];
  const leaving = new AbortController();
  const close = async () => {
    leaving.abort();
    for (const end of closing.reverse()) await end();
  };
  try {
    const inside = createServer();
    const answers = answering(inside);
    const port = await listen(inside, 'localhost', options.port);
    closing.push(() => stop(inside));
    const url = `http://localhost:${port}`;
    const topics = embeddedTopics({
      background: { topics: [deliveriesTopic], documents },
    });
    closing.push(() => topics.close());
    const issuer = options.publicUrl ?? url;
    const service: Service = {
      documents,
      topics,
      blobs: fileBlobs(join(data, 'blobs')),
      keys: await fileKeys(join(data, 'keys.json'), Date.now),
      clock: Date.now,
      fetch,
      log: options.log,
      leaving: leaving.signal,
      issuer,
      audience: issuer,
      proxies: 0,
      loginProviders: options.loginProviders,
      development: { issuer: 'http://localhost/dev' },
      cookieKeys: await cookieKeys(join(data, 'cookie-keys.json')),
    };
    consume(service, topics);
    answers(front(service, 'inside', options.console));
    if (options.outside !== undefined) {
      const { host, port: outsidePort, tls } = options.outside;
      const outside = tls === undefined ? createServer() : createSecureServer(tls);
      answering(outside)(front(service, 'outside', options.console));
      await listen(outside, host, outsidePort);
      closing.push(() => stop(outside));
    }
    await sweep(service, 0);
    const sweeping = setInterval(
      () =>
        void sweep(service, 10_000)
          .then(() => clearDeparted(documents, service.clock))
          .catch(() => undefined),
      sweepEvery,
    );
    closing.push(async () => clearInterval(sweeping));
    return { url, service, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Lets the server answer with what is given later: whoever asks before that waits for it. */
function answering(server: Server): (listener: Listener) => void {
  const { promise, resolve } = Promise.withResolvers<Listener>();
  server.on('request', (request, response) => {
    void promise.then((listener) => listener(request, response));
  });
  return resolve;
}

/** Listens, and says at which port. */
function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => reject(taken(cause, host, port)));
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function taken(cause: NodeJS.ErrnoException, host: string, port: number): Failure {
  const why =
    cause.code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be used (${cause.code})`;
  return new Failure('UNAVAILABLE', `port ${port} of ${host} ${why}`, {
    next: 'npm start -- --port 8081',
    cause,
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 2_000).unref();
  });
}
