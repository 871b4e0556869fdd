// SPDX-License-Identifier: Apache-2.0
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Troubled } from '../troubled.ts';
import type { WireSettings } from './agents.ts';
import { openRoutes, type Routes } from './routes.ts';

export interface Request {
  method: 'GET' | 'HEAD' | 'POST';
  url: URL;
  headers: { [name: string]: string };
  body?: string;
  /** The most bytes that a body with status 200 may have. */
  most: number;
  /** Takes a 303 as the answer: it leads to something else than what was asked for. */
  notElsewhere?: boolean;
  /** Tells apart callers that a host counts apart. */
  asker?: string;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** Where it came from, after redirects. */
  url: URL;
}

/** Sends one request and reads the whole answer. @throws Troubled */
export type Send = (request: Request, signal: AbortSignal) => Promise<Answer>;

export interface Wire {
  send: Send;
  close: () => void;
}

/** The most bytes read of an answer that is no success: nothing in it is used. */
const leftover = 65_536;

/**
 * Connections to registries, kept open between requests. Node's own client is used since it judges
 * addresses where it connects, takes authorities of its own and runs unchanged in Bun; its fetch does
 * not take a `lookup` without another package.
 */
export function openWire(settings: WireSettings): Wire {
  const routes = openRoutes(settings);
  return {
    send: async (request, signal) =>
      exchange(request, routes, signal).catch((cause: unknown) => {
        if (cause instanceof Troubled) throw cause;
        throw silent(request.url, cause, signal, routes.by(request.url));
      }),
    close: routes.close,
  };
}

function exchange(
  request: Request,
  { begin, check }: Routes,
  signal: AbortSignal,
): Promise<Answer> {
  const { method, url, body } = request;
  const headers = { 'accept-encoding': 'identity', 'user-agent': 'enforce', ...request.headers };
  const readChecked = async (response: IncomingMessage, status: number) => {
    check(url, response);
    return read(response, status, request);
  };
  return new Promise((resolve, reject) => {
    const sent = begin(url, { method, headers, signal });
    sent.on('error', reject);
    sent.on('response', (response) => {
      const status = response.statusCode ?? 0;
      readChecked(response, status).then(
        (bytes) => resolve({ status, headers: response.headers, body: bytes, url }),
        reject,
      );
    });
    sent.end(body);
  });
}

/** The body, up to its limit; of an answer that is no success, nothing beyond a little. */
async function read(response: IncomingMessage, status: number, { url, most }: Request) {
  const limit = status === 200 ? most : leftover;
  const encoding = response.headers['content-encoding'] ?? 'identity';
  if (status === 200 && encoding !== 'identity') {
    response.destroy();
    throw new Troubled('malformed', `${url.host} answered compressed, which was not asked for`);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    size += chunk.length;
    if (size <= limit) continue;
    response.destroy();
    if (status !== 200) return Buffer.alloc(0);
    throw new Troubled('too-large', `${url.host} answered with more than ${limit} bytes`);
  }
  return Buffer.concat(chunks);
}

/** Codes of Node and OpenSSL for a certificate that is not believed: asking again does not help. */
const untrusted = /CERT|SELF_SIGNED|^UNABLE_TO_|ALTNAME|^ERR_TLS_/;

/** A connection that failed. The system's code says why; its text may hold what should not be told. */
function silent({ host }: URL, cause: unknown, signal: AbortSignal, by: string): Troubled {
  if (signal.aborted) return new Troubled('unreachable', `${host} did not answer in time${by}`);
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (untrusted.test(code)) {
    const message = `${host} shows a certificate that is not trusted here (${code})${by}`;
    return new Troubled('unreachable', message, { cause });
  }
  const why = code === '' ? '' : ` (${code})`;
  return new Troubled('unreachable', `${host} did not answer${why}${by}`, { passing: true, cause });
}
