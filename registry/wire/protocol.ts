// SPDX-License-Identifier: Apache-2.0
import type { LookupFunction } from 'node:net';
import tls from 'node:tls';
import { LRUCache } from 'lru-cache';
import { checkLiteral, guardedLookup, hostOf, type Reach } from './reach.ts';

/** How long a host has to begin with TLS, in milliseconds. */
const patience = 3_000;

/** Finds out whether a host that may do without TLS speaks it: `https:` or `http:`. @throws Troubled */
export type Protocol = (host: string) => Promise<string>;

/**
 * Asks each host once, by the beginning of a connection that carries nothing. The certificate is
 * judged later, with the first request. A host that cannot be reached is asked again.
 */
export function protocols(reach: Reach, resolve?: LookupFunction): Protocol {
  const known = new LRUCache<string, Promise<string>>({ max: 1000 });
  return (host) => {
    const had = known.get(host);
    if (had !== undefined) return had;
    const url = new URL(`https://${host}/`);
    const found = Promise.resolve()
      .then(() => checkLiteral(url, reach))
      .then(() => greet(url, guardedLookup(reach, resolve)))
      .then(({ connected, secure }) => {
        if (!connected) known.delete(host);
        return secure ? 'https:' : 'http:';
      });
    known.set(host, found);
    found.catch(() => known.delete(host));
    return found;
  };
}

function greet(url: URL, lookup: LookupFunction): Promise<{ connected: boolean; secure: boolean }> {
  const host = hostOf(url);
  const port = url.port === '' ? 443 : Number(url.port);
  let connected = false;
  return new Promise((resolve) => {
    const socket = tls.connect({ host, port, lookup, rejectUnauthorized: false });
    const end = (secure: boolean) => {
      socket.destroy();
      resolve({ connected, secure });
    };
    socket.on('connect', () => {
      connected = true;
    });
    socket.on('secureConnect', () => end(true));
    socket.on('error', () => end(false));
    socket.on('close', () => end(false));
    socket.setTimeout(patience, () => end(false));
  });
}
