// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Access, Credential } from './access.ts';
import { type KubeFailure, refusal, silence } from './failure.ts';

export interface Request {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Begins with a slash; the query included. */
  path: string;
  body?: unknown;
  /** `application/json` where it is not given. */
  type?: string;
  /** Gives the request up. */
  signal?: AbortSignal | undefined;
}

export interface Wire {
  /** The body of an answer that says yes, parsed. @throws KubeFailure */
  ask: (request: Request) => Promise<unknown>;
  /** The body of an answer that goes on, chunk by chunk. @throws KubeFailure */
  follow: (request: Request) => Promise<AsyncIterable<Buffer>>;
  close: () => void;
}

/** How long one answer may take, in milliseconds; a webhook of 30 s may be part of it. */
const patience = 60_000;
/** The most bytes of one answer: a page of 500 large objects. */
const most = 134_217_728;
/** For how long a connection is kept that nobody uses: the server closes its side after minutes. */
const idle = 30_000;

/**
 * Requests to one API server. Node's own client runs unchanged in Bun and takes authorities and
 * client certificates, which `fetch` does not.
 */
export function openWire(access: Access, userAgent: string): Wire {
  const agent = new https.Agent({ keepAlive: true, keepAliveMsecs: 30_000, timeout: idle });
  const tls = {
    ...(access.ca === undefined ? {} : { ca: access.ca }),
    ...(access.serverName === undefined ? {} : { servername: access.serverName }),
    rejectUnauthorized: !access.insecure,
  };
  const send = async (request: Request, signal: AbortSignal): Promise<IncomingMessage> => {
    const credential = await access.credential();
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    const headers = headersOf(request, body, credential, userAgent);
    return new Promise((resolve, reject) => {
      const options = { method: request.method, agent, headers, signal, ...tls };
      const target = access.server + request.path;
      const sent = https.request(target, { ...options, ...credential.certificate }, resolve);
      sent.once('error', (cause) => reject(silence(access.server, cause)));
      sent.end(body);
    });
  };
  const accepted = async (request: Request, signal: AbortSignal): Promise<IncomingMessage> => {
    const answer = await send(request, signal);
    const { statusCode = 0 } = answer;
    if (statusCode >= 200 && statusCode < 300) return answer;
    if (statusCode === 401) access.refused();
    const body = await read(answer, access.server);
    throw refusal(statusCode, body, `${request.method} ${request.path.split('?')[0]}`);
  };
  const once = async (request: Request): Promise<unknown> => {
    const timeout = AbortSignal.timeout(patience);
    const signal = request.signal ? AbortSignal.any([timeout, request.signal]) : timeout;
    const text = await read(await accepted(request, signal), access.server);
    return /^\s*[{[]/.test(text) ? JSON.parse(text) : text;
  };
  return {
    ask: (request) => once(request).catch((error: KubeFailure) => again(error, request, once)),
    follow: (request) => accepted(request, request.signal ?? new AbortController().signal),
    close: () => agent.destroy(),
  };
}

/** Asks once more where that can help: a new credential, or a connection that had gone stale. */
function again(error: KubeFailure, request: Request, once: (request: Request) => Promise<unknown>) {
  const stale = error.status === 0 && request.method === 'GET' && !request.signal?.aborted;
  if (error.status === 401 || stale) return once(request);
  throw error;
}

/** The length is said: Node would send the body of a DELETE without any. */
const headersOf = (
  { type }: Request,
  body: string | undefined,
  { authorization }: Credential,
  userAgent: string,
) => ({
  accept: 'application/json, */*;q=0.5',
  'user-agent': userAgent,
  ...(authorization === undefined ? {} : { authorization }),
  ...(body === undefined
    ? {}
    : { 'content-type': type ?? 'application/json', 'content-length': Buffer.byteLength(body) }),
});

async function read(answer: IncomingMessage, server: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of answer) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > most) throw new Error(`more than ${most} bytes`);
    }
  } catch (cause) {
    throw silence(server, cause);
  }
  return Buffer.concat(chunks).toString('utf8');
}
