// SPDX-License-Identifier: Apache-2.0
import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { Troubled } from '../troubled.ts';
import { checkLiteral, guardedLookup, type Reach } from './reach.ts';
import { authorities } from './trust.ts';

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

export interface WireSettings {
  reach: Reach;
  /** Certificates of authorities beside the runtime's own, PEM. */
  ca?: readonly string[];
  /** How names are resolved; the system's way if absent. */
  lookup?: LookupFunction | undefined;
}

/** The most bytes read of an answer that is no success: nothing in it is used. */
const leftover = 65_536;

/**
 * Connections to registries, kept open between requests. Node's own client is used since it judges
 * addresses where it connects, takes authorities of its own and runs unchanged in Bun; its fetch does
 * not take a `lookup` without another package.
 */
export function openWire({ reach, ca, lookup }: WireSettings): Wire {
  const options = { keepAlive: true, lookup: guardedLookup(reach, lookup) };
  const trusted = authorities(ca);
  const plain = new http.Agent(options);
  const secure = new https.Agent(trusted === undefined ? options : { ...options, ca: trusted });
  return {
    send: async (request, signal) => {
      checkLiteral(request.url, reach);
      const agent = request.url.protocol === 'https:' ? secure : plain;
      return exchange(request, agent, signal).catch((cause: unknown) => {
        if (cause instanceof Troubled) throw cause;
        throw silent(request.url, cause, signal);
      });
    },
    close: () => {
      plain.destroy();
      secure.destroy();
    },
  };
}

function exchange(request: Request, agent: http.Agent, signal: AbortSignal): Promise<Answer> {
  const { method, url, body } = request;
  const headers = { 'accept-encoding': 'identity', 'user-agent': 'enforce', ...request.headers };
  const client = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const sent = client.request(url, { method, headers, agent, signal });
    sent.on('error', reject);
    sent.on('response', (response) => {
      const status = response.statusCode ?? 0;
      read(response, status, request).then(
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
function silent({ host }: URL, cause: unknown, signal: AbortSignal): Troubled {
  if (signal.aborted) return new Troubled('unreachable', `${host} did not answer in time`);
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (untrusted.test(code)) {
    const message = `${host} shows a certificate that is not trusted here (${code})`;
    return new Troubled('unreachable', message, { cause });
  }
  const why = code === '' ? '' : ` (${code})`;
  return new Troubled('unreachable', `${host} did not answer${why}`, { passing: true, cause });
}
