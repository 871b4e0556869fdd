// SPDX-License-Identifier: Apache-2.0
import http, {
  type ClientRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
} from 'node:http';
import https from 'node:https';
import { plainAgent, type Routing, secureAgent, type WireSettings } from './agents.ts';
import type { EgressProxy } from './proxy.ts';
import { checkLiteral, checkProxied } from './reach.ts';
import { authorities } from './trust.ts';
import { refusedBy, shown, whereabouts } from './tunnel.ts';

/** What is sent, beside the body. */
export interface Begun {
  method: string;
  headers: OutgoingHttpHeaders;
  signal: AbortSignal;
}

/** Begins a request, whose body is still to come. It fails with Troubled where a proxy is the reason. */
export type Begin = (url: URL, begun: Begun) => ClientRequest;

/** The ways that requests take: direct, or through the proxy for their URL. */
export interface Routes {
  begin: Begin;
  /** Refuses an answer that is the proxy's own and not that of the URL, and drops it. @throws Troubled */
  check: (url: URL, answer: IncomingMessage) => void;
  /** The end of a sentence about a URL that fails: which proxy is in between, if one is. */
  by: (url: URL) => string;
  close: () => void;
}

/** Opens the ways. @throws Troubled, when a request is begun, for a URL that is out of reach */
export function openRoutes(settings: WireSettings): Routes {
  const { reach, ca, proxies } = settings;
  const plain = plainAgent(settings);
  const secure = secureAgent(settings);
  return {
    begin: (url, { method, headers, signal }) => {
      const proxy = proxies?.(url);
      checkLiteral(url, reach);
      if (url.protocol === 'https:') {
        const options: https.RequestOptions & Routing = { method, headers, signal, lost: signal };
        return https.request(url, { ...options, agent: secure });
      }
      if (proxy === undefined) return http.request(url, { method, headers, signal, agent: plain });
      checkProxied(url, reach);
      return whole(proxy, url, { method, headers, signal }, authorities(ca));
    },
    check: (url, answer) => {
      const { statusCode } = answer;
      const proxy = url.protocol === 'http:' && statusCode === 407 ? proxies?.(url) : undefined;
      if (proxy === undefined) return;
      answer.destroy();
      throw refusedBy(proxy, url.host, 407);
    },
    by: (url) => {
      const proxy = proxies?.(url);
      return proxy === undefined ? '' : `; ${proxy.name}`;
    },
    close: () => {
      plain.destroy();
      secure.destroy();
    },
  };
}

/** What needs no TLS is asked of the proxy by its whole URL (RFC 9112 §3.2.2). */
function whole(proxy: EgressProxy, url: URL, { method, headers, signal }: Begun, ca?: string[]) {
  const client = proxy.protocol === 'https:' ? https : http;
  const { href } = url;
  return client.request({
    ...whereabouts(proxy, ca),
    method,
    path: href.slice(0, href.length - url.hash.length),
    headers: { ...headers, host: url.host, ...shown(proxy) },
    agent: false,
    signal,
  });
}
