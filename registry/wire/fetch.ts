// SPDX-License-Identifier: Apache-2.0
import type { ClientRequest, IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { Failure } from '../../core/errors.ts';
import { limits } from '../limits.ts';
import { Troubled } from '../troubled.ts';
import type { Proxies } from './proxies.ts';
import { openRoutes, type Routes } from './routes.ts';

/** What is asked for, in the words of `fetch`. */
export interface Asked {
  method?: string;
  headers?: { [name: string]: string };
  body?: string | Uint8Array<ArrayBuffer> | URLSearchParams | null;
  /** `follow` if absent. */
  redirect?: 'follow' | 'error' | 'manual';
  signal?: AbortSignal | null;
}

/** The part of `fetch` that is used here. */
export type Fetch = (url: string | URL, asked?: Asked) => Promise<Response>;

/** Statuses whose answers have no body (fetch standard, "null body status"). */
const bodiless = new Set([204, 205, 304]);
const redirects = new Set([301, 302, 303, 307, 308]);

/**
 * A `fetch` whose requests go through proxies: the runtimes' own do not go by Go's rules, and Bun's
 * would ask a proxy for this machine itself. Where no redirect can be followed it fails, as `fetch`
 * does; where a proxy is the reason it throws Failure UNAVAILABLE that names the proxy.
 */
export function fetchThrough(proxies: Proxies): Fetch {
  const routes = openRoutes({ reach: 'private', proxies });
  return async (given, asked = {}) => {
    let url = new URL(given);
    const { method = 'GET', redirect = 'follow' } = asked;
    for (let hops = 0; hops <= limits.redirects; hops += 1) {
      const answer = await exchange(routes, url, hops === 0 ? asked : bare(asked));
      const { location } = answer.headers;
      const elsewhere = location !== undefined && redirects.has(answer.statusCode ?? 0);
      if (!elsewhere || redirect === 'manual') return responseOf(answer);
      answer.destroy();
      const next = URL.canParse(location, url) ? new URL(location, url) : undefined;
      const safe = next?.protocol === 'https:' || next?.protocol === url.protocol;
      if (redirect === 'error' || method !== 'GET' || next === undefined || !safe) {
        throw new TypeError(`${url.host} redirects, which is not followed`);
      }
      url = next;
    }
    throw new TypeError(`${url.host} redirects in circles`);
  };
}

/** Credentials stay behind. */
function bare({ headers = {}, ...asked }: Asked): Asked {
  const kept = Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'authorization');
  return { ...asked, headers: Object.fromEntries(kept) };
}

async function exchange(routes: Routes, url: URL, asked: Asked): Promise<IncomingMessage> {
  try {
    const answer = await sent(routes, url, asked);
    routes.check(url, answer);
    return answer;
  } catch (cause) {
    if (asked.signal?.aborted === true) throw cause;
    if (cause instanceof Troubled) throw unavailable(cause.message, cause);
    const by = routes.by(url);
    const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    if (by === '') throw new TypeError('fetch failed', { cause });
    throw unavailable(`${url.host} did not answer${code}${by}`, cause);
  }
}

const unavailable = (message: string, cause: unknown): Failure =>
  new Failure('UNAVAILABLE', message, {
    next: 'NO_PROXY=HOST in the environment, if the host is reached without a proxy',
    cause,
  });

function sent(routes: Routes, url: URL, { method = 'GET', headers, body, signal }: Asked) {
  const form = { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' };
  const whole = body instanceof URLSearchParams ? String(body) : (body ?? undefined);
  return new Promise<IncomingMessage>((resolve, reject) => {
    const request: ClientRequest = routes.begin(url, {
      method,
      headers: {
        ...(body instanceof URLSearchParams ? form : {}),
        ...lowered(headers),
        'accept-encoding': 'identity',
        ...(whole === undefined ? {} : { 'content-length': Buffer.byteLength(whole) }),
      },
      signal: signal ?? new AbortController().signal,
    });
    request.on('error', reject);
    request.on('response', resolve);
    request.end(whole);
  });
}

const lowered = (headers: Asked['headers'] = {}) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

function responseOf(answer: IncomingMessage): Response {
  const status = answer.statusCode ?? 0;
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(answer.headersDistinct)) {
    for (const value of values) headers.append(name, value);
  }
  if (bodiless.has(status)) {
    answer.resume();
    return new Response(null, { status, headers });
  }
  // Node's types and those of the DOM have each their own streams.
  const body = Readable.toWeb(answer) as ReadableStream<Uint8Array<ArrayBuffer>>;
  return new Response(body, { status, headers });
}
