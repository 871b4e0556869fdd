// SPDX-License-Identifier: Apache-2.0
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import type { Proxies } from './proxies.ts';
import { checkProxied, guardedLookup, type Reach } from './reach.ts';
import { authorities } from './trust.ts';
import { tunnel } from './tunnel.ts';

export interface WireSettings {
  reach: Reach;
  /** Certificates of authorities beside the runtime's own, PEM. */
  ca?: readonly string[];
  /** How names are resolved; the system's way if absent. A proxy resolves the names it is given. */
  lookup?: LookupFunction | undefined;
  /** The proxies that requests go through; none if absent. */
  proxies?: Proxies | undefined;
}

/** What a request tells the agent beside what Node's does. */
export interface Routing {
  /** Gives up a way that is being opened: Node keeps a request's own signal from agents. */
  lost?: AbortSignal;
}

/** Connections without TLS, kept open; none of them through a proxy. */
export const plainAgent = ({ reach, lookup }: WireSettings): http.Agent =>
  new http.Agent({ keepAlive: true, lookup: guardedLookup(reach, lookup) });

/**
 * Connections with TLS, kept open, each direct or through the proxy for its host. Either way the
 * certificate that counts is the target's own.
 */
export function secureAgent({ reach, ca, lookup, proxies }: WireSettings): https.Agent {
  const trusted = authorities(ca);
  const options = {
    keepAlive: true,
    lookup: guardedLookup(reach, lookup),
    ...(trusted === undefined ? {} : { ca: trusted }),
  };
  return proxies === undefined ? new https.Agent(options) : new Proxied(options, reach, proxies);
}

/** Node's own agent can take a proxy too, without Go's rules of NO_PROXY and without an end in time. */
class Proxied extends https.Agent {
  readonly #reach: Reach;
  readonly #proxies: Proxies;

  constructor(options: https.AgentOptions, reach: Reach, proxies: Proxies) {
    super(options);
    this.#reach = reach;
    this.#proxies = proxies;
  }

  override createConnection(
    options: tls.ConnectionOptions & Routing,
    done: (error: Error | null, connection?: Duplex) => void,
  ): Duplex | null | undefined {
    const { host = '', port = 443, lost } = options;
    const url = new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}`);
    const proxy = this.#proxies(url);
    if (proxy === undefined) return super.createConnection({ ...options }, done);
    const { ca } = this.options;
    Promise.resolve()
      .then(() => checkProxied(url, this.#reach))
      .then(() => tunnel(proxy, { host, port }, { ca, signal: lost }))
      .then((socket) => tls.connect({ ...options, socket }))
      .then((connection) => done(null, connection), done);
    return undefined;
  }
}
