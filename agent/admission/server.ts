// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { Failure } from '../../core/errors.ts';
import { openGate } from './gate.ts';
import { type Answer, type ReviewRequest, readReview, written } from './review.ts';

/** Answers one review; whatever it throws is a denial. */
export type Reviewer = (request: ReviewRequest) => Promise<Answer>;

export interface ServerOptions {
  /** 0 for any that is free. */
  port: number;
  /** All addresses if absent. */
  host?: string;
  /** Who answers at which path. */
  reviewers: { [path: string]: Reviewer };
  /** Told of each answer, and of what was thrown. */
  answered?: (review: Answered) => void;
  limits?: Partial<typeof limits>;
}

export interface Answered {
  path: string;
  request: ReviewRequest;
  answer: Answer;
  milliseconds: number;
  /** What was thrown, where that is why it is denied. */
  cause?: unknown;
}

export interface AdmissionServer {
  port: number;
  /** Shows this certificate from now on; connections that are open keep theirs. */
  certify: (pair: { cert: string; key: string }) => void;
  /** Reviews under way. */
  pending: () => number;
  /** Answers what has begun, takes nothing new. */
  close: () => Promise<void>;
}

export const limits = {
  /** Our own deadline, in milliseconds: the API server gives up after 10 s. */
  patience: 8_000,
  /** Bytes of one review: object and old object, of at most 3 MiB each. */
  body: 8_388_608,
  /** Reviews under way at once, and bytes of them. */
  reviews: 512,
  bytes: 67_108_864,
};

/**
 * Serves admission reviews over TLS. Every review ends in an answer: what is too much, takes too long
 * or fails is denied, and the denial says which.
 */
export async function serveAdmission(options: ServerOptions): Promise<AdmissionServer> {
  const bounds = { ...limits, ...options.limits };
  const gate = openGate({ reviews: bounds.reviews, bytes: bounds.bytes });

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    const reviewer = Object.hasOwn(options.reviewers, path) ? options.reviewers[path] : undefined;
    if (reviewer === undefined || request.method !== 'POST') return refuse(response, 404);
    // Who does not say how much there is has to be reckoned with for the most there may be.
    const declared = Number(request.headers['content-length'] ?? bounds.body);
    if (declared > bounds.body) return refuse(response, 413);
    const began = performance.now();
    const leave = gate.enter(declared);
    try {
      const body = await bodyOf(request, bounds.body);
      if (body === undefined) return refuse(response, 413);
      const asked = attempt(() => readReview(body));
      if (asked === undefined) return refuse(response, 400);
      const { answer, cause } =
        leave === undefined
          ? { answer: crowded(gate.inside()) }
          : await inTime(() => reviewer(asked), bounds.patience);
      send(response, written(asked.uid, answer));
      const milliseconds = performance.now() - began;
      options.answered?.({
        path,
        request: asked,
        answer,
        milliseconds,
        ...(cause === undefined ? {} : { cause }),
      });
    } finally {
      leave?.();
    }
  };
  const server = https.createServer({ minVersion: 'TLSv1.2' }, (request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 15_000;
  // The API server ends idle connections after 90 s; were it us, a review might be under way already.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => resolve());
  });
  return {
    port: (server.address() as AddressInfo).port,
    certify: (pair) => server.setSecureContext({ ...pair, minVersion: 'TLSv1.2' }),
    pending: gate.inside,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

const crowded = (inside: number): Answer => ({
  allowed: false,
  code: 429,
  message: `too many admission reviews are under way here (${inside}); try again in a moment`,
});

/** The answer, or a denial in its place where it does not come in time or at all. */
async function inTime(
  run: () => Promise<Answer>,
  patience: number,
): Promise<{ answer: Answer; cause?: unknown }> {
  let alarm: NodeJS.Timeout | undefined;
  const late = new Promise<{ answer: Answer }>((resolve) => {
    const message = `could not decide within ${patience / 1000} s; try again, what was read by then is kept`;
    alarm = setTimeout(() => resolve({ answer: { allowed: false, code: 500, message } }), patience);
  });
  const decided = async () => ({ answer: await run() });
  try {
    return await Promise.race([decided(), late]);
  } catch (cause) {
    const why =
      cause instanceof Failure
        ? cause.message
        : 'something went wrong in the agent, its log says what';
    const message = `could not decide: ${why}`;
    return { answer: { allowed: false, code: 500, message }, cause };
  } finally {
    clearTimeout(alarm);
  }
}

async function bodyOf(request: IncomingMessage, most: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > most) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, document: object): void {
  const text = JSON.stringify(document);
  response
    .writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    })
    .end(text);
}

/** An answer that is no review: the API server takes it for a failed call, and denies. */
function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { connection: 'close' }).end();
}

function attempt<Value>(run: () => Value): Value | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
